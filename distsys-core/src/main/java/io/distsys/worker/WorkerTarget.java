package io.distsys.worker;

import java.util.concurrent.CompletionStage;

import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.Invocation;
import org.jspecify.annotations.Nullable;

/** The worker that a proxy calls. */
final class WorkerTarget implements CallTarget {

	private final String type;

	private final String key;

	private final SlotCount slots;

	private final CallsInPlace inPlace;

	WorkerTarget(String type, String key, SlotCount slots, CallsInPlace inPlace) {
		this.type = type;
		this.key = key;
		this.slots = slots;
		this.inPlace = inPlace;
	}

	@Override
	public CallTarget.@Nullable Ran tryHere(Invocation invocation) {
		return this.inPlace.call(resource(invocation), this.type, this.key, invocation);
	}

	@Override
	public String description() {
		return "worker '" + this.key + "' of type '" + this.type + "'";
	}

	@Override
	public ResourceKey resource(Invocation invocation) {
		return SlotTenant.key(this.type, SlotHash.slot(this.key, this.slots.of(this.type)));
	}

	@Override
	public Operation operation(Invocation invocation) {
		return new Operation(isCast(invocation) ? Kind.WORKER_CAST : Kind.WORKER_CALL, this.type,
				invocation.method().getName(), this.key);
	}

	private static boolean isCast(Invocation invocation) {
		return invocation.method().isAnnotationPresent(Cast.class);
	}

	@Override
	public String address() {
		return this.type;
	}

	@Override
	public byte[] payload(Invocation invocation, EncodedInvocation encoded) {
		boolean cast = isCast(invocation);
		boolean awaited = !cast && !CompletionStage.class.isAssignableFrom(invocation.method().getReturnType());
		return WorkerMessage.body(awaited, resource(invocation).index(), this.key,
				cast ? WorkerMessage.Kind.CAST : WorkerMessage.Kind.CALL, encoded.toBytes());
	}

	/** How many slots a type has. */
	@FunctionalInterface
	interface SlotCount {

		/**
		 * Find the number of slots.
		 * @param type the worker type
		 * @return the number
		 */
		int of(String type);

	}

}
