package io.distsys.spring;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.distsys.ownership.Guarantee;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
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
 * active one wherever it is, and registers them once all beans are there.
 *
 * @since 0.1
 */
public final class ClusterSingletonPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private final Map<Object, SingletonBean> byRawBean = new IdentityHashMap<>();

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
		ClusterSingleton annotation = annotation(bean, beanName);
		if (annotation != null) {
			SingletonBean singleton = new SingletonBean(name(annotation, beanName), beanName,
					interfaces(annotation, bean.getClass()), annotation.guarantee(), bean, bean);
			requireSingletonScope(beanName);
			synchronized (this.byRawBean) {
				requireUniqueName(singleton);
				this.byRawBean.put(bean, singleton);
			}
		}
		return bean;
	}

	private @Nullable ClusterSingleton annotation(Object bean, String beanName) {
		try {
			return beanFactory().findAnnotationOnBean(beanName, ClusterSingleton.class, false);
		}
		catch (NoSuchBeanDefinitionException ex) {
			// An inner bean, or one that was made outside of the factory.
			return null;
		}
	}

	private String name(ClusterSingleton annotation, String beanName) {
		String resolved = resolve(annotation.value(), beanName);
		return (resolved != null && !resolved.isBlank()) ? resolved : beanName;
	}

	private @Nullable String resolve(String value, String beanName) {
		try {
			return beanFactory().resolveEmbeddedValue(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"The name of the @ClusterSingleton '" + beanName + "' cannot be resolved: " + ex.getMessage(),
					"Define the property, or give it a default: ${name:default}.");
		}
	}

	private static Set<Class<?>> interfaces(ClusterSingleton annotation, Class<?> type) {
		for (Class<?> chosen : annotation.interfaces()) {
			if (!chosen.isInterface() || !chosen.isAssignableFrom(type)) {
				throw new InvalidAnnotationException(
						"@ClusterSingleton of " + type.getName() + " names " + chosen.getName()
								+ ", which is not an interface of that class.",
						"Name interfaces that the class implements, or none to expose all of them.");
			}
		}
		return SingletonBean.callableInterfaces(type, annotation.interfaces());
	}

	private void requireSingletonScope(String beanName) {
		if (beanFactory().containsBean(beanName) && !beanFactory().isSingleton(beanName)) {
			throw new InvalidAnnotationException(
					"The bean '" + beanName
							+ "' is a @ClusterSingleton and not a singleton of its application context.",
					"Remove its @Scope: the library decides on which node the one bean is active.");
		}
	}

	private void requireUniqueName(SingletonBean singleton) {
		for (SingletonBean other : this.byRawBean.values()) {
			if (other.name().equals(singleton.name()) && !other.beanName().equals(singleton.beanName())) {
				throw new InvalidAnnotationException(
						"The beans '" + other.beanName() + "' and '" + singleton.beanName()
								+ "' are both the cluster singleton '" + singleton.name() + "'.",
						"Give each @ClusterSingleton a name of its own.");
			}
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
		return known.interfaces().isEmpty() ? bean : proxy(known);
	}

	private Object proxy(SingletonBean singleton) {
		Object target = singleton.target();
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(!AopUtils.isJdkDynamicProxy(target) && isExtensible(target.getClass()));
		factory.addAdvice(new SingletonCallInterceptor(singleton, this.singletons));
		return factory.getProxy(beanFactory().getBeanClassLoader());
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
			ClusterSingleton annotation = beanFactory().findAnnotationOnBean(beanName, ClusterSingleton.class, false);
			if (annotation != null) {
				guarantees.put(name(annotation, beanName), annotation.guarantee());
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
		}
		found.forEach((singleton) -> this.singletons.get().register(singleton.definition()));
	}

}
