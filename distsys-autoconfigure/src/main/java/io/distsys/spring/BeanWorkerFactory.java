package io.distsys.spring;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.util.ReflectionUtils;

/**
 * Makes workers by their constructor: a parameter of the type {@link WorkerContext} gets
 * the context, a {@link String} the key, any other one a bean. These are looked for by
 * {@link #resolve()}, and not when the factory is made: then there are no
 * {@link io.distsys.worker.Workers} yet, which a worker, or a bean that it asks for, may
 * want.
 */
final class BeanWorkerFactory implements WorkerFactory {

	private final Constructor<?> constructor;

	private final ConfigurableListableBeanFactory beanFactory;

	private volatile @Nullable List<Argument> arguments;

	private BeanWorkerFactory(Constructor<?> constructor, ConfigurableListableBeanFactory beanFactory) {
		this.constructor = constructor;
		this.beanFactory = beanFactory;
	}

	/**
	 * The factory of a class.
	 * @throws IllegalArgumentException if there is not one constructor to call
	 */
	static BeanWorkerFactory of(Class<?> type, ConfigurableListableBeanFactory beanFactory) {
		if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
			throw new IllegalArgumentException("it is an inner class; make it static");
		}
		Constructor<?> constructor = constructor(type);
		ReflectionUtils.makeAccessible(constructor);
		return new BeanWorkerFactory(constructor, beanFactory);
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

	/**
	 * Find the beans that the constructor asks for; those that are not there yet are
	 * made. What is thrown by one that cannot be made passes through, for it says why.
	 * @throws InvalidAnnotationException if there is not the one bean that a parameter
	 * asks for, or its value cannot be had
	 */
	void resolve() {
		this.arguments = arguments();
	}

	private List<Argument> arguments() {
		return IntStream.range(0, this.constructor.getParameterCount())
			.mapToObj((index) -> argument(new MethodParameter(this.constructor, index)))
			.toList();
	}

	private Argument argument(MethodParameter parameter) {
		if (parameter.getParameterType() == WorkerContext.class) {
			return (context) -> context;
		}
		if (parameter.getParameterType() == String.class && !parameter.hasParameterAnnotation(Value.class)) {
			return WorkerContext::key;
		}
		parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
		DependencyDescriptor dependency = new DependencyDescriptor(parameter, true);
		Set<String> names = new LinkedHashSet<>();
		Object resolved = resolve(parameter, dependency, names);
		boolean same = names.stream()
			.allMatch((name) -> this.beanFactory.containsBean(name) && this.beanFactory.isSingleton(name));
		return same ? (context) -> resolved : (context) -> this.beanFactory.resolveDependency(dependency, null);
	}

	private @Nullable Object resolve(MethodParameter parameter, DependencyDescriptor dependency, Set<String> names) {
		try {
			return this.beanFactory.resolveDependency(dependency, null, names, null);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw refused(parameter, dependency, "there are several: " + ex.getBeanNamesFound() + ".",
					"Mark one of them with @Primary, or name one with @Qualifier at the parameter.");
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw refused(parameter, dependency, "there is no such bean.",
					"Define a bean of that type, or let the parameter be an ObjectProvider of it.");
		}
		catch (BeanCreationException ex) {
			throw ex;
		}
		catch (BeansException | IllegalArgumentException ex) {
			throw refused(parameter, dependency, "that cannot be had: " + ex.getMessage(),
					"Change the parameter, or what its annotation names.");
		}
	}

	private InvalidAnnotationException refused(MethodParameter parameter, DependencyDescriptor dependency, String why,
			String action) {
		return new InvalidAnnotationException("The constructor of the @Distributed class "
				+ this.constructor.getDeclaringClass().getName() + " asks for " + dependency.getResolvableType()
				+ " as its parameter '" + parameter.getParameterName() + "', and " + why, action);
	}

	@Override
	public Object create(WorkerContext context) throws Exception {
		List<Argument> known = this.arguments;
		@Nullable Object[] values = ((known != null) ? known : arguments()).stream()
			.map((argument) -> argument.value(context))
			.toArray();
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
