/**
 * Auto-configuration of observations.
 */
@NullMarked
package io.distsys.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
