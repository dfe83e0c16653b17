package io.distsys.rpc;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Sending;
import org.jspecify.annotations.Nullable;

/**
 * A call as the observer of its caller sees it.
 *
 * @since 0.1
 */
public final class ObservedCall {

	private final MessageObserver observer;

	private final Operation operation;

	private final Sending sending;

	private ObservedCall(MessageObserver observer, Operation operation) {
		this.observer = observer;
		this.operation = operation;
		this.sending = observer.send(operation);
	}

	/**
	 * A call is about to be sent.
	 * @param observer sees it
	 * @param operation what it is
	 * @return is told of its end
	 */
	public static ObservedCall begin(MessageObserver observer, Operation operation) {
		return new ObservedCall(observer, operation);
	}

	/**
	 * What is to be sent, or called here.
	 * @param invocation the method and its arguments
	 * @return the same with what the observer sends along
	 */
	public Invocation of(Invocation invocation) {
		return (this.observer == MessageObserver.none()) ? invocation
				: invocation.observed(new ReceivedCall(this.observer, this.operation, this.sending.context()));
	}

	/**
	 * It has ended.
	 * @param failure why it has failed, or {@literal null} if it has not
	 */
	public void end(@Nullable Throwable failure) {
		this.sending.end(failure);
	}

}
