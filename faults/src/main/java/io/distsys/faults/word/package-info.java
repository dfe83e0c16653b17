/**
 * The application whose nodes tell each other words, names and who is there.
 */
@NullMarked
package io.distsys.faults.word;

import org.jspecify.annotations.NullMarked;
