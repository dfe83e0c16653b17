package io.distsys.spring;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.util.ReflectionUtils;

/**
 * Makes workers by their constructor: a parameter of the type {@link WorkerContext} gets
 * the context, a {@link String} the key, any other one a bean.
 */
final class BeanWorkerFactory implements WorkerFactory {

	private final Constructor<?> constructor;

	private final List<Argument> arguments;

	private BeanWorkerFactory(Constructor<?> constructor, List<Argument> arguments) {
		this.constructor = constructor;
		this.arguments = arguments;
	}

	static BeanWorkerFactory of(Class<?> type, ConfigurableListableBeanFactory beanFactory) {
		if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
			throw new IllegalArgumentException("it is an inner class; make it static");
		}
		Constructor<?> constructor = constructor(type);
		ReflectionUtils.makeAccessible(constructor);
		List<Argument> arguments = new ArrayList<>();
		for (int i = 0; i < constructor.getParameterCount(); i++) {
			arguments.add(argument(new MethodParameter(constructor, i), beanFactory));
		}
		return new BeanWorkerFactory(constructor, arguments);
	}

	private static Constructor<?> constructor(Class<?> type) {
		Constructor<?>[] all = type.getDeclaredConstructors();
		if (all.length == 1) {
			return all[0];
		}
		List<Constructor<?>> marked = Arrays.stream(all)
			.<Constructor<?>>map((candidate) -> candidate)
			.filter((candidate) -> candidate.isAnnotationPresent(Autowired.class))
			.toList();
		if (marked.size() != 1) {
			throw new IllegalArgumentException("it has " + all.length + " constructors; mark one with @Autowired");
		}
		return marked.get(0);
	}

	private static Argument argument(MethodParameter parameter, ConfigurableListableBeanFactory beanFactory) {
		if (parameter.getParameterType() == WorkerContext.class) {
			return (context) -> context;
		}
		if (parameter.getParameterType() == String.class && !parameter.hasParameterAnnotation(Value.class)) {
			return WorkerContext::key;
		}
		parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
		DependencyDescriptor dependency = new DependencyDescriptor(parameter, true);
		Set<String> names = new LinkedHashSet<>();
		Object resolved = beanFactory.resolveDependency(dependency, null, names, null);
		boolean same = names.stream()
			.allMatch((name) -> beanFactory.containsBean(name) && beanFactory.isSingleton(name));
		return same ? (context) -> resolved : (context) -> beanFactory.resolveDependency(dependency, null);
	}

	@Override
	public Object create(WorkerContext context) throws Exception {
		@Nullable Object[] values = this.arguments.stream().map((argument) -> argument.value(context)).toArray();
		try {
			return this.constructor.newInstance(values);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	/** Gives one argument of the constructor. */
	@FunctionalInterface
	private interface Argument {

		@Nullable Object value(WorkerContext context);

	}

}
