/**
 * The application whose nodes own nothing.
 */
@NullMarked
package io.distsys.faults.bare;

import org.jspecify.annotations.NullMarked;
