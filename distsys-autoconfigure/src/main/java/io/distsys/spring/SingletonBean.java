package io.distsys.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.pubsub.ClusterListener;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.SingletonDefinition;
import io.distsys.singleton.StateOffer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A bean that is a cluster singleton.
 *
 * @param beanName name of the bean
 * @param attributes what its annotation says
 * @param interfaces the interfaces through which other nodes call it
 * @param raw the object itself
 * @param target what calls and callbacks arrive at: the object, or the proxy that other
 * aspects have put around it
 */
record SingletonBean(String beanName, SingletonAttributes attributes, Set<Class<?>> interfaces, Object raw,
		Object target) {

	/** What the library and Spring call, on the bean itself. */
	private static final List<String> CALLBACKS = List.of(OnActivate.class.getName(), OnDeactivate.class.getName(),
			Scheduled.class.getName(), ClusterListener.class.getName(), Autowired.class.getName(),
			"jakarta.annotation.PostConstruct", "jakarta.annotation.PreDestroy");

	SingletonBean withTarget(Object newTarget) {
		return new SingletonBean(this.beanName, this.attributes, this.interfaces, this.raw, newTarget);
	}

	String name() {
		return this.attributes.name();
	}

	@Nullable Duration callTimeout() {
		return this.attributes.callTimeout();
	}

	SingletonDefinition definition() {
		return new SingletonDefinition(name(), this.interfaces, this.target,
				AnnotatedActivity.of(this.beanName, this.raw, this.target), this.attributes.guarantee(),
				this.attributes.placement());
	}

	/**
	 * Whether a method may run on any node: those of all objects, and those through which
	 * a framework looks at the bean of this node.
	 */
	boolean isOpen(Method method) {
		return ReflectionUtils.isObjectMethod(method) || isOfFramework(method, this.raw.getClass());
	}

	private static boolean isOfFramework(Method method, Class<?> type) {
		for (Class<?> candidate : ClassUtils.getAllInterfacesForClass(type)) {
			if (!isOfApplication(candidate)
					&& ClassUtils.hasMethod(candidate, method.getName(), method.getParameterTypes())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The methods that others could call by the class alone: of no interface, and no
	 * callbacks.
	 */
	List<Method> methodsOfTheClass() {
		return fencedMethods()
			.filter((method) -> this.interfaces.stream()
				.noneMatch((one) -> ClassUtils.hasMethod(one, method.getName(), method.getParameterTypes())))
			.toList();
	}

	/**
	 * The methods that others could call and that a proxy, a subclass, cannot override.
	 * Those of the superclasses of Spring and Java are for the bean itself, and so are
	 * protected ones.
	 */
	List<Method> finalMethods() {
		return fencedMethods().filter((method) -> Modifier.isFinal(method.getModifiers()))
			.filter((method) -> !Modifier.isProtected(method.getModifiers()))
			.filter((method) -> isOfApplication(method.getDeclaringClass()))
			.toList();
	}

	private Stream<Method> fencedMethods() {
		Class<?> type = ClassUtils.getUserClass(this.raw);
		if (ClassUtils.isLambdaClass(type) || Proxy.isProxyClass(type)) {
			return Stream.empty();
		}
		return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(type))
			.filter((method) -> !method.isSynthetic()
					&& (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0)
			.filter((method) -> method.getDeclaringClass() != Object.class && !isOpen(method))
			.filter((method) -> CALLBACKS.stream().noneMatch((one) -> AnnotatedElementUtils.isAnnotated(method, one)));
	}

	boolean isAsynchronous() {
		Class<?> type = ClassUtils.getUserClass(this.raw);
		return AnnotatedElementUtils.hasAnnotation(type, Async.class)
				|| Stream.of(ReflectionUtils.getUniqueDeclaredMethods(type))
					.anyMatch((method) -> AnnotatedElementUtils.hasAnnotation(method, Async.class));
	}

	static Set<Class<?>> callableInterfaces(Class<?> type, List<Class<?>> chosen) {
		Set<Class<?>> interfaces = new LinkedHashSet<>(chosen);
		if (chosen.isEmpty()) {
			for (Class<?> candidate : ClassUtils.getAllInterfacesForClass(type)) {
				if (isOfApplication(candidate)) {
					interfaces.add(candidate);
				}
			}
		}
		return interfaces;
	}

	private static boolean isOfApplication(Class<?> candidate) {
		String packageName = candidate.getPackageName();
		return !packageName.startsWith("java.") && !packageName.startsWith("javax.")
				&& !packageName.startsWith("jakarta.") && !packageName.startsWith("org.springframework.")
				&& candidate != StateOffer.class && candidate != SingletonActivity.class;
	}

}
