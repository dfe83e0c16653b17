package io.distsys.rpc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Receiving;
import org.jspecify.annotations.Nullable;

/**
 * A call as the observer of its callee sees it: from when the method begins until it has
 * returned, or the stage that it has returned ends.
 *
 * @param observer the observer
 * @param operation what it is
 * @param context what the observer of the caller has sent along
 * @since 0.1
 */
public record ReceivedCall(MessageObserver observer, Operation operation, Map<String, String> context) {

	/**
	 * Call the method on the calling thread, in the context of the caller.
	 * @param method the method
	 * @param target has it
	 * @param arguments its arguments
	 * @return what it returned
	 * @throws ReflectiveOperationException as {@link Method#invoke} does
	 */
	public @Nullable Object invoke(Method method, Object target, @Nullable Object[] arguments)
			throws ReflectiveOperationException {
		Receiving receiving = this.observer.receive(this.operation, this.context);
		Object result = null;
		Throwable failure = null;
		try {
			result = method.invoke(target, arguments);
			return result;
		}
		catch (InvocationTargetException ex) {
			failure = ex.getTargetException();
			throw ex;
		}
		catch (IllegalAccessException | RuntimeException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			receiving.leaveThread();
			if (result instanceof CompletionStage<?> stage) {
				stage.whenComplete(
						(value, late) -> receiving.end((late != null) ? InvocationRunner.unwrap(late) : null));
			}
			else {
				receiving.end(failure);
			}
		}
	}

}
