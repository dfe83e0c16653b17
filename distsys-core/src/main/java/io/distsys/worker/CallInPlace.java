package io.distsys.worker;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Reply;
import io.distsys.rpc.CallTarget.Ran;
import io.distsys.rpc.CallTarget.Replied;
import io.distsys.rpc.CallTarget.Returned;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.MethodTable;
import org.jspecify.annotations.Nullable;

/**
 * A call on the thread of its caller. Nothing is encoded but what could be changed by one
 * side and seen by the other. Used by one thread.
 */
final class CallInPlace implements CallBody, Replier {

	private static final Reply KEPT = new Reply.Answered(new byte[0]);

	private final Invocation invocation;

	private final @Nullable Object[] arguments;

	private @Nullable Object value;

	private @Nullable Reply reply;

	/**
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument could not
	 * travel
	 */
	CallInPlace(Invocation invocation, Codec codec) {
		List<@Nullable Object> given = invocation.arguments();
		this.invocation = invocation;
		this.arguments = given.stream().allMatch(Immutables::contain) ? given.toArray()
				: invocation.encode(codec).decodeArguments(codec);
	}

	@Override
	public String methodKey() {
		return this.invocation.methodKey();
	}

	@Override
	public Optional<Method> method(MethodTable table) {
		return table.find(this.invocation);
	}

	@Override
	public @Nullable Object[] arguments(Codec codec) {
		return this.arguments;
	}

	@Override
	public Map<String, String> context() {
		return this.invocation.context();
	}

	@Override
	public boolean mayBeAnsweredLater() {
		return false;
	}

	@Override
	public Reply answered(@Nullable Object result, Codec codec) {
		if (!Immutables.contain(result)) {
			return new Reply.Answered(codec.encode(result));
		}
		this.value = result;
		return KEPT;
	}

	@Override
	public void reply(Reply told) {
		this.reply = told;
	}

	/** What came of it; {@literal null} if it was refused and did not run. */
	@Nullable Ran result() {
		Reply told = this.reply;
		if (told == KEPT) {
			return new Returned(this.value);
		}
		return (told == null || told instanceof Reply.Refused) ? null : new Replied(told);
	}

}
