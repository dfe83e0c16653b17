package io.distsys.actuate;

import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Refuses requests to do something that carry a field which the operation does not know:
 * whoever sent it means something else than what would be done.
 *
 * @since 0.1
 */
public final class KnownFields implements OperationInvokerAdvisor {

	private static final EndpointId CLUSTER = EndpointId.of("cluster");

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpointId.equals(CLUSTER) || operationType != OperationType.WRITE) {
			return invoker;
		}
		Set<String> known = new TreeSet<>();
		parameters.forEach((parameter) -> known.add(parameter.getName()));
		return (context) -> {
			Set<String> unknown = new TreeSet<>(context.getArguments().keySet());
			unknown.removeAll(known);
			if (!unknown.isEmpty()) {
				throw new InvalidEndpointRequestException(
						"Nothing was done, the request has unknown fields: " + unknown, "Unknown fields: " + unknown);
			}
			return invoker.invoke(context);
		};
	}

}
