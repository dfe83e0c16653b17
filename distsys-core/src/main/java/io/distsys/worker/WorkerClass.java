package io.distsys.worker;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.distsys.rpc.MethodTable;
import org.jspecify.annotations.Nullable;

/** The methods of a worker class that the library itself calls. */
final class WorkerClass {

	private final List<Method> onStart;

	private final List<Method> onStop;

	private final Set<Class<? extends Throwable>> keepOn;

	private final @Nullable StateAccess state;

	WorkerClass(WorkerTypeDefinition definition) {
		this.onStart = annotated(definition, OnStart.class);
		this.onStop = annotated(definition, OnStop.class);
		this.keepOn = definition.keepOn();
		this.state = StateAccess.of(definition.workerClass()).orElse(null);
	}

	/**
	 * Those of superclasses first. One that is overridden by a marked one is left out,
	 * and so is what the compiler has added with the marks of another: a call of either
	 * would be one more of the same.
	 */
	private static List<Method> annotated(WorkerTypeDefinition definition, Class<? extends Annotation> annotation) {
		List<Method> methods = new ArrayList<>();
		for (Class<?> type = definition.workerClass(); type != null; type = type.getSuperclass()) {
			for (Method method : type.getDeclaredMethods()) {
				if (method.isAnnotationPresent(annotation) && !method.isSynthetic()
						&& methods.stream().noneMatch((other) -> overrides(other, method))) {
					methods.add(0, checked(method, annotation));
				}
			}
		}
		return methods;
	}

	private static boolean overrides(Method method, Method inherited) {
		return MethodTable.key(method).equals(MethodTable.key(inherited))
				&& ClassContract.isInherited(inherited, method.getDeclaringClass());
	}

	private static Method checked(Method method, Class<? extends Annotation> annotation) {
		if (method.getParameterCount() != 0) {
			throw new IllegalArgumentException("@" + annotation.getSimpleName() + " method " + method
					+ " must not have parameters: the worker gets its WorkerContext in the constructor");
		}
		method.setAccessible(true);
		return method;
	}

	/** The state that outlives the node, or {@literal null} if nothing is marked. */
	@Nullable StateAccess state() {
		return this.state;
	}

	void start(Object instance) throws Throwable {
		call(this.onStart, instance);
	}

	void stop(Object instance) throws Throwable {
		call(this.onStop, instance);
	}

	private static void call(List<Method> methods, Object instance) throws Throwable {
		for (Method method : methods) {
			try {
				method.invoke(instance);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}
	}

	@SuppressWarnings("unchecked")
	static @Nullable HandOver<Object> handOver(Object instance) {
		return (instance instanceof HandOver<?>) ? (HandOver<Object>) instance : null;
	}

	/**
	 * What says what becomes of two states.
	 * @throws IllegalStateException if the instance does not
	 */
	@SuppressWarnings("unchecked")
	static Mergeable<Object> mergeable(Object instance) {
		if (instance instanceof Mergeable<?>) {
			return (Mergeable<Object>) instance;
		}
		throw new IllegalStateException(instance.getClass().getName() + " merges no states here");
	}

	/**
	 * Whether what a method threw belongs to the business and leaves the worker alone.
	 */
	boolean keeps(Method method, Throwable thrown) {
		if (this.keepOn.stream().anyMatch((type) -> type.isInstance(thrown))) {
			return true;
		}
		boolean checked = !(thrown instanceof RuntimeException) && !(thrown instanceof Error);
		return checked && Arrays.stream(method.getExceptionTypes()).anyMatch((type) -> type.isInstance(thrown));
	}

}
