package io.distsys.worker;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTarget.Ran;
import io.distsys.rpc.Invocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs a blocking call of a worker of this node on the thread of its caller, where nobody
 * could tell but by the time: the worker runs and is idle, what the caller sent before
 * has arrived, the method has shown to be short, and nothing has to be copied to a backup
 * before the answer. Any other call is sent. See
 * {@code docs/design/0020-calls-in-place.md}.
 */
final class CallsInPlace {

	private final Map<String, HostedType> types;

	private final SlotCalls calls;

	private final Hosting hosting;

	CallsInPlace(Map<String, HostedType> types, SlotCalls calls, Hosting hosting) {
		this.types = types;
		this.calls = calls;
		this.hosting = hosting;
	}

	/** Run a call; {@literal null} if it did not run and has to be sent. */
	@Nullable Ran call(ResourceKey slot, String type, String key, Invocation invocation) {
		HostedType hosted = this.types.get(type);
		if (hosted == null || hosted.workerClass().state() != null || !isShort(hosted, invocation)
				|| Thread.currentThread().isInterrupted() || !this.hosting.settings().callerRuns().getAsBoolean()) {
			return null;
		}
		SlotTenure tenure = hosted.slot(slot.index()).open();
		WorkerCell cell = (tenure != null && tenure.fence().isHeld()) ? tenure.find(key) : null;
		return (tenure != null && cell != null) ? call(slot, tenure, cell, invocation) : null;
	}

	private static boolean isShort(HostedType hosted, Invocation invocation) {
		Optional<Method> method = hosted.methods().find(invocation);
		return method.isPresent() && !method.get().getReturnType().isAssignableFrom(CompletableFuture.class)
				&& hosted.pace(method.get()).isShort();
	}

	private @Nullable Ran call(ResourceKey slot, SlotTenure tenure, WorkerCell cell, Invocation invocation) {
		CallInPlace call;
		try {
			call = new CallInPlace(invocation, this.hosting.codec());
		}
		catch (NotEncodableException ex) {
			return null;
		}
		if (!this.calls.haveArrived(slot, tenure.token()) || !tenure.enter()) {
			return null;
		}
		WorkerLoan loan = cell.lend();
		if (loan == null) {
			tenure.leave();
			return null;
		}
		WorkerMessage message = new WorkerMessage(tenure.token(), 0, false, tenure.type().definition().name(),
				tenure.slot(), cell.key(), WorkerMessage.Kind.CALL, new byte[0]);
		loan.run(new WorkerCall(message, this.hosting.self(), call));
		return call.result();
	}

}
