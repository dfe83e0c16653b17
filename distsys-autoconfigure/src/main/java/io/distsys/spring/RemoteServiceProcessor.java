package io.distsys.spring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.distsys.rpc.CallTimeouts;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;
import io.distsys.time.Subscription;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that are marked with {@link RemoteService}, refuses those that cannot
 * work, and lets them be called from the start of the application to its stop.
 *
 * @since 0.1
 */
public final class RemoteServiceProcessor extends ClusterPhase implements SmartInitializingSingleton {

	private static final int PHASE = CoreLifecycle.PHASE + 1;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<RemoteServices> services;

	/** The names of the beans by the interfaces that they offer. */
	private final Map<Class<?>, String> offered = new LinkedHashMap<>();

	private final List<Subscription> exported = new ArrayList<>();

	/**
	 * Create it.
	 * @param beanFactory has the beans
	 * @param services gives the services of the cluster
	 */
	public RemoteServiceProcessor(ConfigurableListableBeanFactory beanFactory, Supplier<RemoteServices> services) {
		super(PHASE);
		this.beanFactory = beanFactory;
		this.services = services;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForAnnotation(RemoteService.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null
					: AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			RemoteService annotation = (type != null)
					? AnnotatedElementUtils.findMergedAnnotation(ClassUtils.getUserClass(type), RemoteService.class)
					: null;
			if (type != null && annotation != null) {
				offer(beanName, ClassUtils.getUserClass(type), annotation);
			}
		}
	}

	private void offer(String beanName, Class<?> type, RemoteService annotation) {
		if (!this.beanFactory.isSingleton(beanName)) {
			throw new InvalidAnnotationException("The @RemoteService '" + beanName
					+ "' is not of the scope 'singleton': there is not one object" + " that calls could reach.",
					"Let the bean have the scope 'singleton'.");
		}
		Set<Class<?>> interfaces = SingletonBean.callableInterfaces(type, List.of(annotation.value()));
		if (interfaces.isEmpty()) {
			throw new InvalidAnnotationException(
					"The @RemoteService '" + beanName + "' of " + type.getName()
							+ " implements no interface: other nodes have nothing to call it by.",
					"Declare the methods that others may call in an interface, and let the class implement it.");
		}
		interfaces.forEach((one) -> offer(beanName, type, one));
	}

	private void offer(String beanName, Class<?> type, Class<?> one) {
		if (!one.isInterface() || !one.isAssignableFrom(type)) {
			throw new InvalidAnnotationException("The @RemoteService '" + beanName + "' names " + one.getName()
					+ ", which is not an interface of " + type.getName() + ".",
					"Name interfaces that the class implements.");
		}
		requireTimeoutsThatCanBeKept(beanName, one);
		String other = this.offered.putIfAbsent(one, beanName);
		if (other != null) {
			throw new InvalidAnnotationException(
					"The beans '" + other + "' and '" + beanName + "' are both a @RemoteService of " + one.getName()
							+ ": a call could not tell which is meant.",
					"Leave the annotation on one of them, or name the interfaces that each offers.");
		}
	}

	private static void requireTimeoutsThatCanBeKept(String beanName, Class<?> one) {
		try {
			CallTimeouts.checkInterface(one);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"The @RemoteService '" + beanName + "' cannot be called as its interface says: " + ex.getMessage(),
					"Change the @CallTimeout, or remove it.");
		}
	}

	@Override
	public synchronized void start() {
		running(true);
		this.offered.forEach((type, beanName) -> this.exported.add(export(type, beanName)));
	}

	private <T> Subscription export(Class<T> type, String beanName) {
		return this.services.get().export(type, this.beanFactory.getBean(beanName, type));
	}

	@Override
	public synchronized void stop() {
		running(false);
		this.exported.forEach(Subscription::close);
		this.exported.clear();
	}

}
