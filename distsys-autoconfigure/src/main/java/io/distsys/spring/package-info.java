/**
 * Connects the life of the cluster with the life of a Spring application.
 */
@NullMarked
package io.distsys.spring;

import org.jspecify.annotations.NullMarked;
