package io.distsys.spring;

import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;

import io.distsys.rpc.ClassProxies;

import org.springframework.cglib.core.ClassLoaderAwareGeneratorStrategy;
import org.springframework.cglib.core.CodeGenerationException;
import org.springframework.cglib.core.Predicate;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.instantiator.ObjectInstantiator;
import org.springframework.objenesis.instantiator.sun.UnsafeFactoryInstantiator;

/**
 * Makes proxies of classes by Spring's CGLIB, as Spring itself does for beans: of a
 * subclass in the package and the class loader of the class, without a constructor. A
 * subclass is made once in a JVM and goes with its class.
 *
 * @since 0.1
 */
public final class SubclassProxies implements ClassProxies {

	/** In the class that they are of, so that nothing here keeps its loader. */
	private static final ClassValue<ObjectInstantiator<?>> INSTANTIATORS = new ClassValue<>() {

		@Override
		protected ObjectInstantiator<?> computeValue(Class<?> type) {
			return new UnsafeFactoryInstantiator<>(subclass(type));
		}

	};

	@Override
	public <T> Function<InvocationHandler, T> of(Class<T> type) {
		ObjectInstantiator<?> instantiator = instantiator(type);
		return (handler) -> {
			Factory proxy = (Factory) instantiator.newInstance();
			proxy.setCallback(0, new Handing(handler));
			// As after a constructor: whoever sees the proxy sees its handler.
			VarHandle.releaseFence();
			return type.cast(proxy);
		};
	}

	private static ObjectInstantiator<?> instantiator(Class<?> type) {
		try {
			return INSTANTIATORS.get(type);
		}
		catch (CodeGenerationException | IllegalArgumentException | LinkageError | ObjenesisException ex) {
			throw new IllegalArgumentException("There can be no proxies of " + type.getName() + ": " + ex, ex);
		}
	}

	private static Class<?> subclass(Class<?> type) {
		Enhancer enhancer = new WithoutConstructors();
		enhancer.setSuperclass(type);
		enhancer.setClassLoader(type.getClassLoader());
		enhancer.setCallbackType(org.springframework.cglib.proxy.InvocationHandler.class);
		enhancer.setNamingPolicy((prefix, source, key, taken) -> name(type, taken));
		enhancer.setStrategy(new ClassLoaderAwareGeneratorStrategy(type.getClassLoader()));
		enhancer.setUseCache(false);
		return enhancer.createClass();
	}

	/** Not one of those that Spring gives, which may have been written ahead of time. */
	private static String name(Class<?> type, Predicate taken) {
		String name = type.getName() + "$$Reference$$";
		int number = 0;
		while (taken.evaluate(name + number)) {
			number++;
		}
		return name + number;
	}

	/** None of them is called, so it does not matter whether a subclass may. */
	private static final class WithoutConstructors extends Enhancer {

		@Override
		@SuppressWarnings("rawtypes")
		protected void filterConstructors(Class type, List constructors) {
			constructors.clear();
		}

	}

	/** Hands all calls on, those of bridges as calls of the method that they lead to. */
	private record Handing(InvocationHandler handler) implements org.springframework.cglib.proxy.InvocationHandler {

		@Override
		public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
			return this.handler.invoke(proxy,
					method.isBridge() ? BridgeMethodResolver.findBridgedMethod(method) : method, arguments);
		}

	}

}
