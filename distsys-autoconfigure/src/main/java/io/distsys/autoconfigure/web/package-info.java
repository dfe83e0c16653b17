/**
 * Auto-configuration of the way in which the web server leaves.
 */
@NullMarked
package io.distsys.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
