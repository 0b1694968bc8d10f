/** Words that names of the sample are put together from. */
export const firstNames: readonly string[] =
  `Ada Aiko Alma Amara Anders Anil Asha Astrid Bela Bruno Carla Chen Clara Dario Dina Elif Elsa Emil Emre Esme
  Farah Felix Fiona Freya Gita Goran Hana Hugo Ida Ilse Imran Ines Isla Ivan Jana Jonas Jun Kaito Kari Keira Lars Lea
  Leila Lior Lucia Luis Mads Maja Malik Maren Marta Mika Mina Nadia Nils Noor Olga Omar Otis Pablo Petra Priya Rana
  Remy Rosa Ruben Sami Sana Sofia Stella Tariq Tessa Theo Tomas Uma Vera Viktor Wanda Yara Yusuf Zara Zoe`.split(/\s+/);

export const lastNames: readonly string[] =
  `Abbott Adeyemi Almeida Andersen Aoki Arslan Baker Banerjee Barros Becker Bianchi Blom Brandt Castro Chandra Costa
  Dahl Delgado Demir Dubois Eklund Eriksen Farouk Fischer Fontaine Forsberg Garcia Geller Gupta Haddad Hansen Hartmann
  Hoffman Ibrahim Ito Jansen Jensen Kaur Keller Khan Kimura Kovacs Kruger Larsen Laurent Lindgren Lopez Malhotra Marino
  Mehta Meyer Moreau Mori Nakamura Novak Okafor Olsen Ortega Pavlov Pereira Petrov Quinn Ramos Reyes Rossi Sato Schmidt
  Silva Singh Sorensen Suzuki Takeda Tanaka Torres Vargas Vogel Wagner Weber Winter Yamada Yilmaz Zhang Ziegler`.split(
    /\s+/,
  );

export const companyFirst: readonly string[] =
  `Amber Arc Atlas Birch Blue Bright Cedar Clear Cobalt Copper Coral Crest Delta Drift Echo Elm Ember Fern Flint Frost
  Glacier Granite Green Harbor Hazel High Indigo Iron Ivory Juniper Keel Lark Lumen Maple Meadow Meridian Mint Moss
  North Oak Onyx Opal Orchid Pine Plum Quartz Raven Red River Sable Sage Silver Slate Solar Stone Sunset Teal Tidal
  Umber Velvet Violet West Willow Winter`.split(/\s+/);

export const companySecond: readonly string[] =
  `Analytics Bank Bikes Biotech Capital Cloud Dental Energy Farms Foods Freight Games Health Homes Hotels Insurance Labs
  Legal Logistics Media Motors Networks Optics Outdoor Paper Pharma Power Press Rail Robotics School Security Shipping
  Software Studios Supply Systems Telecom Textiles Tools Travel Water Works`.split(/\s+/);

export const industries: readonly string[] = [
  'Banking',
  'Biotechnology',
  'Education',
  'Energy',
  'Healthcare',
  'Insurance',
  'Manufacturing',
  'Media',
  'Retail',
  'Shipping',
  'Technology',
  'Telecommunications',
];

export const places: readonly (readonly [country: string, city: string])[] = [
  ['United States', 'Portland'],
  ['United States', 'Austin'],
  ['United States', 'Boston'],
  ['Canada', 'Toronto'],
  ['Germany', 'Hamburg'],
  ['France', 'Lyon'],
  ['Japan', 'Osaka'],
  ['Brazil', 'Curitiba'],
  ['India', 'Pune'],
  ['United Kingdom', 'Leeds'],
];

export const titles: readonly string[] = [
  'Analyst',
  'Account Manager',
  'Chief Executive Officer',
  'Data Engineer',
  'Designer',
  'Director of Operations',
  'Product Manager',
  'Sales Lead',
  'Support Engineer',
  'VP, Marketing',
];

/** Names that break careless readers: quotes, commas, emoji, line breaks, formulas, scripts of all kinds. */
export const awkwardCompanies: readonly string[] = [
  'Smith, Jones & Co.',
  'The "Quiet" Company',
  "O'Hara's Boats",
  'Rocket 🚀 Works',
  'Two\nLines Printing',
  'Café Über Zürich AG',
  '=SUM(Holdings)',
  '東京データ株式会社',
  '#N/A Industries',
  'Semi;Colon	Tab Ltd',
];

export const awkwardPeople: readonly (readonly [first: string, last: string])[] = [
  ['Nadia "Nad"', "O'Neil"],
  ['Jean,Luc', 'de la Cruz, Jr.'],
  ['🦊 Fern', 'Holm'],
  ['Mira', 'Line\nBreak'],
  ['Łukasz', 'Żółć'],
  ['=1+1', '@cmd'],
  ['美咲', '山田'],
  ['שרה', 'לוי'],
  ['Zoë', 'N/A'],
  ['👩‍💻 Kai', 'D’Arcy'],
];
