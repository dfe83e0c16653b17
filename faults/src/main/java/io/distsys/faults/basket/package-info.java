/**
 * The application whose nodes share available workers.
 */
@NullMarked
package io.distsys.faults.basket;

import org.jspecify.annotations.NullMarked;
