package io.distsys.actuate;

import java.security.Principal;

import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operations of the {@link ClusterEndpoint} over HTTP, where it is known who asks.
 *
 * @since 0.1
 */
@EndpointWebExtension(endpoint = ClusterEndpoint.class)
public final class ClusterEndpointWebExtension {

	private final ClusterEndpoint endpoint;

	/**
	 * Create it.
	 * @param endpoint does it
	 */
	public ClusterEndpointWebExtension(ClusterEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * As {@link ClusterEndpoint#reset(String, String, String)}.
	 * @param securityContext who asks
	 * @param part must be {@code consensus}
	 * @param by who asks, for the record
	 * @param why for the record
	 * @return what was done, or why it was not
	 */
	@WriteOperation
	public ResetDescriptor reset(SecurityContext securityContext, @Selector String part, @Nullable String by,
			@Nullable String why) {
		String principal = principal(securityContext);
		return this.endpoint.reset(part, by, why, (principal != null) ? principal : by);
	}

	/**
	 * As {@link ClusterEndpoint#operate}.
	 * @param securityContext who asks
	 * @param part {@code nodes}, {@code singletons}, {@code workers} or {@code rebalance}
	 * @param name the node, the singleton, the worker type, or {@code moves}
	 * @param action what to do
	 * @param key the worker
	 * @param to the node that a singleton is to move to; if absent, any other
	 * @param by who asks, where that is not known
	 * @param why for the record; a pause needs it
	 * @return what was done or why it was not; not found if there is nothing of that name
	 */
	@WriteOperation
	public WebEndpointResponse<OperationDescriptor> operate(SecurityContext securityContext, @Selector String part,
			@Selector String name, String action, @Nullable String key, @Nullable String to, @Nullable String by,
			@Nullable String why) {
		String principal = principal(securityContext);
		OperationDescriptor result = this.endpoint.operate(
				new ClusterOperations.Target(part, name, action, key, to, by, why),
				(principal != null) ? principal : by);
		return (result != null) ? new WebEndpointResponse<>(result)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static @Nullable String principal(SecurityContext securityContext) {
		Principal principal = securityContext.getPrincipal();
		return (principal != null) ? principal.getName() : null;
	}

}
