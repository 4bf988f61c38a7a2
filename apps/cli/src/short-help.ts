/** What `conceptwatch` without arguments prints: the three things people do first. */
export const SHORT_HELP = `conceptwatch says in words what changed in a stream of images.

  What people do first

    npx conceptwatch compare ./train ./production
        compares two folders: a ranked list in words, exit code 3 when there is drift;
        --report report.html writes a page to share, --json is for machines

    npx conceptwatch watch --baseline ./train --source ./incoming
        monitors your own images as they arrive, with web app, API and metrics

    npm start
        plays the bundled picture-book camera and shows the web app

  conceptwatch --help lists every verb, conceptwatch compare --help explains one.`;
