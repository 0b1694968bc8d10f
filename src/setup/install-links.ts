/** Where a version is installed from in the browser: https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_install_pkg.htm */
export const installLinks = (versionId: string) => ({
  production: `https://login.salesforce.com/packaging/installPackage.apexp?p0=${versionId}`,
  sandbox: `https://test.salesforce.com/packaging/installPackage.apexp?p0=${versionId}`,
});

/** The same with `sf`. All Users: whoever is to see the figures must be let to the objects, and the permission sets do the rest. */
export const installLine = (versionId: string, org: string): string =>
  `sf package install --package ${versionId} --security-type AllUsers --wait 20 --publish-wait 10 --target-org ${org}`;
