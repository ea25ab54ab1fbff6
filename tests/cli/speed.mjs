/** How fast the compared service and suite are; each revision of a test's repository has its own. */
export const busyUs = 0;
export const isBroken = false;
