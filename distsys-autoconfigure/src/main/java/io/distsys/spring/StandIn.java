package io.distsys.spring;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.singleton.LocalEntrance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.MethodMatcher;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.cglib.core.ReflectUtils;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.instantiator.sun.UnsafeFactoryInstantiator;
import org.springframework.util.ClassUtils;

/**
 * What the proxy of a singleton's class hands blocking calls of its interfaces to, in
 * place of the bean: an object of a subclass in which these methods are
 * {@linkplain StandInWriter written out}. It has no state of the bean's, and no method of
 * it is called but these.
 * <p>
 * Spring's proxy hands it what it has no advice for, other than methods that may return
 * the bean itself, by their type: those stay with the advice, as do asynchronous and
 * default methods.
 */
final class StandIn {

	private static final Logger logger = LoggerFactory.getLogger(StandIn.class);

	private static final StandIn NONE = new StandIn(null, Set.of());

	private final @Nullable Object object;

	private final Set<String> methods;

	private StandIn(@Nullable Object object, Set<String> methods) {
		this.object = object;
		this.methods = methods;
	}

	/**
	 * Make one. Its class is hidden, of the class loader of the bean's class, and goes
	 * with the bean. That takes a class in the module of this library, as all of a class
	 * path are: not one of another class loader, such as that of Boot's DevTools, nor of
	 * a named module.
	 * @param bean the bean, or the proxy of its class that other aspects have put around
	 * it
	 * @param calls sends what does not run here
	 * @param entrance lets in what does
	 * @return the stand-in, or {@link #none()} where no class can be made
	 */
	static StandIn of(Object bean, SingletonCallInterceptor calls, LocalEntrance entrance) {
		Class<?> type = ClassUtils.getUserClass(bean);
		List<Method> methods = Arrays.stream(type.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()) && !Modifier.isFinal(method.getModifiers()))
			.filter(calls::blocks)
			.filter((method) -> !method.getReturnType().isAssignableFrom(bean.getClass()))
			.toList();
		if (methods.isEmpty() || NativeDetector.inNativeImage()) {
			return none();
		}
		try {
			Set<String> written = new TreeSet<>();
			methods.forEach((method) -> written.add(signature(method)));
			return new StandIn(create(type, bean, methods, calls, entrance), written);
		}
		catch (IllegalAccessException | LinkageError | ObjenesisException ex) {
			logger.debug("Calls of a singleton are made by reflection type={}", type.getName(), ex);
			return none();
		}
	}

	private static Object create(Class<?> type, Object bean, List<Method> methods, SingletonCallInterceptor calls,
			LocalEntrance entrance) throws IllegalAccessException {
		List<Object> constants = new ArrayList<>(List.of(entrance, bean));
		methods.forEach((method) -> constants.add(calls.sender(method)));
		Class<?> written = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
			.defineHiddenClassWithClassData(StandInWriter.write(type, methods), constants, true)
			.lookupClass();
		return new UnsafeFactoryInstantiator<>(written).newInstance();
	}

	/** In place of a class that cannot be made: nothing is handed to it. */
	static StandIn none() {
		return NONE;
	}

	/** The object, or {@literal null} if it is none. */
	@Nullable Object object() {
		return this.object;
	}

	/** All methods but those that are handed to it. */
	PointcutAdvisor forOthers(SingletonCallInterceptor calls) {
		return new DefaultPointcutAdvisor(new ComposablePointcut(new Others(this.methods)), calls);
	}

	private static String signature(Method method) {
		return ReflectUtils.getSignature(method).toString();
	}

	/** By its text Spring knows that a proxy of the same class is there already. */
	private record Others(Set<String> written) implements MethodMatcher {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !this.written.contains(signature(method));
		}

		@Override
		public boolean isRuntime() {
			return false;
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass, @Nullable Object... arguments) {
			return matches(method, targetClass);
		}

	}

}
