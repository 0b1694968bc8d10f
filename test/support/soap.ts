import type { Answer } from './scripted-org.ts';

/** A SOAP answer as Salesforce's: the results of a call, in its envelope. */
export function soapAnswer(call: string, results: string): Answer {
  return envelope(`<${call}Response xmlns="http://soap.sforce.com/2006/04/metadata">${results}</${call}Response>`);
}

export function soapFault(code: string, text: string): Answer {
  const fault = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${text}</faultstring></soapenv:Fault>`;
  return { ...envelope(fault), status: 500 };
}

function envelope(body: string): Answer {
  return {
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  };
}
