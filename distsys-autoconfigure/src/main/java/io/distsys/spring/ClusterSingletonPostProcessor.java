package io.distsys.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.distsys.ownership.Guarantee;
import io.distsys.rpc.CallTimeout;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.InvalidSingletonException.Fault;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that are cluster singletons, puts a proxy around them that calls the
 * active one wherever it is, and registers them once all beans are there. What cannot
 * work is refused with an {@link InvalidSingletonException}.
 *
 * @since 0.1
 */
public final class ClusterSingletonPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private final Map<Object, SingletonBean> byRawBean = new IdentityHashMap<>();

	/** Those that the cluster calls, by name. Guarded by the beans. */
	private final Map<String, SingletonBean> registered = new HashMap<>();

	/** Of those that are called past their proxies, by name. */
	private final Map<String, LateEntrance> entrances = new ConcurrentHashMap<>();

	private final Supplier<ClusterSingletons> singletons;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	/**
	 * Create it.
	 * @param singletons gives the singletons of this node; not asked before the first
	 * call of a proxy
	 */
	public ClusterSingletonPostProcessor(Supplier<ClusterSingletons> singletons) {
		this.singletons = singletons;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	private ConfigurableListableBeanFactory beanFactory() {
		return Objects.requireNonNull(this.beanFactory);
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		ClusterSingleton annotation = annotation(beanName);
		if (annotation != null) {
			SingletonAttributes attributes = SingletonAttributes.of(annotation, beanName, beanFactory());
			SingletonBean singleton = new SingletonBean(beanName, attributes,
					interfaces(beanName, attributes, bean.getClass()), bean, bean);
			requireSingletonScope(beanName);
			synchronized (this.byRawBean) {
				requireUniqueName(singleton);
				requireNotMadeAgain(singleton);
				this.byRawBean.put(bean, singleton);
			}
		}
		return bean;
	}

	private @Nullable ClusterSingleton annotation(String beanName) {
		try {
			return beanFactory().findAnnotationOnBean(beanName, ClusterSingleton.class, false);
		}
		catch (NoSuchBeanDefinitionException ex) {
			// An inner bean, or one that was made outside of the factory.
			return null;
		}
	}

	private static Set<Class<?>> interfaces(String beanName, SingletonAttributes attributes, Class<?> type) {
		for (Class<?> chosen : attributes.interfaces()) {
			if (!chosen.isInterface() || !chosen.isAssignableFrom(type)) {
				throw new InvalidSingletonException(beanName, Fault.INTERFACE,
						"@ClusterSingleton of " + type.getName() + " names " + chosen.getName()
								+ ", which is not an interface of that class.",
						"Name interfaces that the class implements, or none to expose all of them.");
			}
		}
		Set<Class<?>> interfaces = SingletonBean.callableInterfaces(type, attributes.interfaces());
		boolean wantsCalls = attributes.callTimeout() != null
				|| Arrays.stream(ClassUtils.getUserClass(type).getMethods())
					.anyMatch((method) -> method.isAnnotationPresent(CallTimeout.class));
		if (interfaces.isEmpty() && wantsCalls) {
			throw new InvalidSingletonException(beanName, Fault.NO_INTERFACE,
					"The @ClusterSingleton '" + beanName + "' sets the timeout of calls, but its class "
							+ type.getName() + " has no interface through which another node could call it.",
					"Let it implement an interface with the methods that others call, and inject that interface.");
		}
		return interfaces;
	}

	private void requireSingletonScope(String beanName) {
		if (beanFactory().containsBean(beanName) && !beanFactory().isSingleton(beanName)) {
			throw new InvalidSingletonException(beanName, Fault.SCOPE,
					"The bean '" + beanName
							+ "' is a @ClusterSingleton and not a singleton of its application context.",
					"Remove its @Scope: the library decides on which node the one bean is active.");
		}
	}

	/**
	 * Refuse beans that are one singleton, without making them.
	 */
	public void requireDistinctNames() {
		Map<String, String> beanNames = new TreeMap<>();
		for (String beanName : beanFactory().getBeanDefinitionNames()) {
			ClusterSingleton annotation = annotation(beanName);
			if (annotation != null && !ScopedProxyUtils.isScopedTarget(beanName)) {
				String name = SingletonAttributes.of(annotation, beanName, beanFactory()).name();
				String other = beanNames.putIfAbsent(name, beanName);
				if (other != null) {
					throw nameTaken(name, other, beanName);
				}
			}
		}
	}

	private static InvalidSingletonException nameTaken(String name, String first, String second) {
		return new InvalidSingletonException(second, Fault.NAME_TAKEN,
				"The beans '" + first + "' and '" + second + "' are both the cluster singleton '" + name + "'.",
				"Give each @ClusterSingleton a name of its own.");
	}

	private void requireUniqueName(SingletonBean singleton) {
		for (SingletonBean other : this.byRawBean.values()) {
			if (other.name().equals(singleton.name()) && !other.beanName().equals(singleton.beanName())) {
				throw nameTaken(singleton.name(), other.beanName(), singleton.beanName());
			}
		}
	}

	/** A second object would run beside the one that other nodes call. */
	private void requireNotMadeAgain(SingletonBean singleton) {
		SingletonBean known = this.registered.get(singleton.name());
		if (known != null && known.raw() != singleton.raw()) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.MADE_AGAIN,
					"The bean '" + singleton.beanName()
							+ "' was made again after the start, and is the @ClusterSingleton '" + singleton.name()
							+ "': the cluster goes on with the object that was made first.",
					"Do not destroy a @ClusterSingleton while the application runs, nor replace it:"
							+ " let it read anew what has changed, or start the application again.");
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		SingletonBean singleton = find(bean).orElse(null);
		if (singleton == null) {
			return bean;
		}
		SingletonBean known = singleton.withTarget(bean);
		synchronized (this.byRawBean) {
			this.byRawBean.put(singleton.raw(), known);
		}
		if (known.isAsynchronous() && AopUtils.isAopProxy(bean)) {
			fenceAsynchronousMethods(known);
		}
		List<Method> others = known.methodsOfTheClass();
		if (known.interfaces().isEmpty() && (others.isEmpty() || !requireExtensible(known, others.get(0)))) {
			return bean;
		}
		return proxy(known);
	}

	/**
	 * Spring's own advice has taken them to another thread before they reach the bean.
	 */
	private void fenceAsynchronousMethods(SingletonBean singleton) {
		FencedMethods fenced = new FencedMethods(singleton, this.singletons);
		if (!(singleton.target() instanceof Advised advised) || advised.isFrozen()) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.ASYNC,
					"The @ClusterSingleton '" + singleton.beanName()
							+ "' has @Async methods and a proxy that takes no more advice, so they cannot be fenced.",
					"Let its proxies not be frozen and not be opaque.");
		}
		advised.addAdvice(0, fenced.keepingTheGrant());
		advised.addAdvice(fenced.underTheGrant());
	}

	private static boolean requireExtensible(SingletonBean singleton, Method method) {
		if (!isExtensible(singleton.target().getClass())) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.FINAL_CLASS,
					"The @ClusterSingleton '" + singleton.beanName() + "' is of the final class "
							+ singleton.raw().getClass().getName() + ", and its method " + method.getName()
							+ " is in no interface: calls of it on a node on which the singleton is not active"
							+ " could not be refused.",
					"Declare the method in an interface and inject that, make it private,"
							+ " or let the class not be final.");
		}
		return true;
	}

	private static void requireNoFinalMethods(SingletonBean singleton) {
		List<Method> methods = singleton.finalMethods();
		if (!methods.isEmpty()) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.FINAL_METHOD,
					"The @ClusterSingleton '" + singleton.beanName() + "' has the final method " + methods.get(0)
							+ ", which a proxy cannot override: calls of it would neither be sent to the node on which"
							+ " the singleton is active nor be refused on the others.",
					"Let the method not be final, or make it private.");
		}
	}

	/**
	 * A frozen proxy has no other advice, and hands what it has none for to its target.
	 */
	private Object proxy(SingletonBean singleton) {
		Object target = singleton.target();
		boolean byClass = !AopUtils.isJdkDynamicProxy(target) && isExtensible(target.getClass());
		if (byClass) {
			requireNoFinalMethods(singleton);
		}
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(byClass);
		SingletonCallInterceptor calls = new SingletonCallInterceptor(singleton, this.singletons);
		StandIn standIn = byClass ? StandIn.of(target, calls, entrance(singleton)) : StandIn.none();
		factory.addAdvisor(standIn.forOthers(calls));
		factory.setFrozen(true);
		return new ChainBypass(calls, target, standIn.object())
			.in(factory.getProxy(beanFactory().getBeanClassLoader()));
	}

	private LateEntrance entrance(SingletonBean singleton) {
		return this.entrances.computeIfAbsent(singleton.name(), (name) -> new LateEntrance());
	}

	private static boolean isExtensible(Class<?> type) {
		return !Modifier.isFinal(type.getModifiers()) && !ClassUtils.isLambdaClass(type);
	}

	/**
	 * The singleton that a bean is.
	 * @param bean the bean, or a proxy around it
	 * @return the singleton, or empty if it is none
	 */
	Optional<SingletonBean> find(Object bean) {
		Object raw = bean;
		while (raw instanceof Advised advised) {
			Object target = AopProxyUtils.getSingletonTarget(advised);
			if (target == null) {
				break;
			}
			raw = target;
		}
		synchronized (this.byRawBean) {
			return Optional.ofNullable(this.byRawBean.get(raw));
		}
	}

	/**
	 * The singletons among the beans, those included that are not made yet.
	 * @return what is promised of each, sorted by name
	 */
	public Map<String, Guarantee> guarantees() {
		Map<String, Guarantee> guarantees = new TreeMap<>();
		for (String beanName : beanFactory().getBeanNamesForAnnotation(ClusterSingleton.class)) {
			ClusterSingleton annotation = annotation(beanName);
			if (annotation != null) {
				SingletonAttributes attributes = SingletonAttributes.of(annotation, beanName, beanFactory());
				guarantees.put(attributes.name(), attributes.guarantee());
			}
		}
		return guarantees;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : beanFactory().getBeanNamesForAnnotation(ClusterSingleton.class)) {
			requireSingletonScope(beanName);
			beanFactory().getBean(beanName);
		}
		List<SingletonBean> found;
		synchronized (this.byRawBean) {
			found = new ArrayList<>(this.byRawBean.values());
			found.forEach((singleton) -> this.registered.put(singleton.name(), singleton));
		}
		ClusterSingletons all = this.singletons.get();
		found.forEach((singleton) -> all.register(singleton.definition()));
		this.entrances.forEach((name, entrance) -> all.entrance(name).ifPresent(entrance::open));
	}

}
