console.log('The demo is yet to be written.')
