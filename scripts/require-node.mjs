// First import of every start-up script: says in words what an old Node would say in syntax errors.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`conceptwatch needs Node 20.19 or newer; this is Node ${process.versions.node} (${process.execPath}). Install a newer one and try again.`);
  process.exit(1);
}
