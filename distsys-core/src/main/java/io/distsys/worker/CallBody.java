package io.distsys.worker;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Reply;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.MethodTable;
import org.jspecify.annotations.Nullable;

/** What a call asks a worker to do, and how it is told of the result. */
interface CallBody {

	/** The method, by the name that travels. */
	String methodKey();

	/** The method, if it may be called. */
	Optional<Method> method(MethodTable table);

	/** The arguments; they are the worker's own. Not on an event loop. */
	@Nullable Object[] arguments(Codec codec);

	/** What the observer of the caller has sent along. */
	Map<String, String> context();

	/** Whether the answer may be that of a stage which the method returned. */
	boolean mayBeAnsweredLater();

	/** Tell the result. Not on an event loop. */
	Reply answered(@Nullable Object result, Codec codec);

	/**
	 * One that has travelled.
	 *
	 * @param invocation as it came
	 */
	record Received(EncodedInvocation invocation) implements CallBody {

		@Override
		public String methodKey() {
			return this.invocation.methodKey();
		}

		@Override
		public Optional<Method> method(MethodTable table) {
			return table.find(methodKey());
		}

		@Override
		public @Nullable Object[] arguments(Codec codec) {
			return this.invocation.decodeArguments(codec);
		}

		@Override
		public Map<String, String> context() {
			return this.invocation.context();
		}

		@Override
		public boolean mayBeAnsweredLater() {
			return true;
		}

		@Override
		public Reply answered(@Nullable Object result, Codec codec) {
			return new Reply.Answered(codec.encode(result));
		}

	}

}
