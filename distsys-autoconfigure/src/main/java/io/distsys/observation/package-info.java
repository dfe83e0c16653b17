/**
 * Calls and messages as observations of Micrometer.
 */
@NullMarked
package io.distsys.observation;

import org.jspecify.annotations.NullMarked;
