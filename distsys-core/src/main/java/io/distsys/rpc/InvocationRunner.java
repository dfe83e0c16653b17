package io.distsys.rpc;

import java.util.concurrent.CompletionStage;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Reply;

/**
 * The callee's side of a call: finds the method, decodes the arguments, runs the method
 * and encodes what came of it. Call it on a thread for user code.
 *
 * @since 0.1
 */
public final class InvocationRunner {

	/**
	 * Create it.
	 * @param codec the codec
	 */
	public InvocationRunner(Codec codec) {
	}

	/**
	 * Run a call on the calling thread.
	 * @param table the methods that may be called
	 * @param target has them
	 * @param invocation the call
	 * @param guard runs right before the method; if it throws
	 * {@link io.distsys.ownership.FenceClosedException} the call is refused as
	 * {@link io.distsys.messaging.Refusal#NOT_OWNER}
	 * @return completes with the reply, at once unless the method returned a stage; never
	 * exceptionally
	 */
	public CompletionStage<Reply> run(MethodTable table, Object target, EncodedInvocation invocation, Runnable guard) {
		throw new UnsupportedOperationException();
	}

}
