/**
 * The application whose nodes share available singletons.
 */
@NullMarked
package io.distsys.faults.journal;

import org.jspecify.annotations.NullMarked;
