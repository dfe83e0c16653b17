package io.distsys.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.SubscriptionOptions;
import io.distsys.pubsub.TopicErrorHandler;
import io.distsys.pubsub.TopicListener;
import io.distsys.pubsub.Topics;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the methods that are marked with {@link ClusterListener}, refuses those that
 * cannot work, and subscribes them from the start of the application to its stop. Those
 * of a cluster singleton get messages only where and while it is active: what arrives on
 * the other nodes is dropped there.
 *
 * @since 0.1
 */
public final class ClusterListenerProcessor extends ClusterPhase
		implements SmartInitializingSingleton, ClusterListeners {

	private static final int PHASE = CoreLifecycle.PHASE + 1;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<Topics> topics;

	private final ObjectProvider<ClusterSingletonPostProcessor> singletonBeans;

	private final ObjectProvider<ClusterSingletons> singletons;

	private final List<Listener> listeners = new ArrayList<>();

	/** Of those that listen. */
	private final Map<Listener, List<Subscription>> subscriptions = new LinkedHashMap<>();

	/**
	 * Create it.
	 * @param beanFactory has the beans
	 * @param topics gives the topics
	 * @param singletonBeans knows which beans are singletons, unless they are disabled
	 * @param singletons gives the singletons of this node
	 */
	public ClusterListenerProcessor(ConfigurableListableBeanFactory beanFactory, Supplier<Topics> topics,
			ObjectProvider<ClusterSingletonPostProcessor> singletonBeans,
			ObjectProvider<ClusterSingletons> singletons) {
		super(PHASE);
		this.beanFactory = beanFactory;
		this.topics = topics;
		this.singletonBeans = singletonBeans;
		this.singletons = singletons;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
				if (type != null && AnnotationUtils.isCandidateClass(type, ClusterListener.class)) {
					find(beanName, ClassUtils.getUserClass(type));
				}
			}
		}
	}

	private void find(String beanName, Class<?> type) {
		Map<Method, @Nullable ClusterListener> found = MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, ClusterListener.class));
		found.forEach((method, annotation) -> {
			if (annotation != null && takesPart(resolve(annotation.role(), method))) {
				Listener listener = listener(beanName, method, annotation);
				requireOwnId(listener);
				this.listeners.add(listener);
			}
		});
	}

	/**
	 * Those without an id have that of class and method, which overloaded methods and
	 * beans of one class share.
	 */
	private void requireOwnId(Listener listener) {
		for (Listener other : this.listeners) {
			if (other.id().equals(listener.id()) && (other.hasOwnId() || listener.hasOwnId())) {
				throw new InvalidAnnotationException("The @ClusterListener methods " + other.method() + " of bean '"
						+ other.beanName() + "' and " + listener.method() + " of bean '" + listener.beanName()
						+ "' both have the id '" + listener.id() + "'.",
						"Give each @ClusterListener an id of its own, or none.");
			}
		}
	}

	private boolean takesPart(String role) {
		return role.isEmpty() || this.topics.get().ofRoles().all().containsKey(role);
	}

	private Listener listener(String beanName, Method method, ClusterListener annotation) {
		Class<?>[] parameters = method.getParameterTypes();
		boolean fits = parameters.length == 1
				|| (parameters.length == 2 && parameters[1] == TopicListener.Publication.class);
		if (!fits) {
			throw new InvalidAnnotationException(
					"The @ClusterListener method " + method + " of bean '" + beanName + "' has " + parameters.length
							+ " parameters that do not fit.",
					"Declare the message as the one parameter; a second one of the type "
							+ "TopicListener.Publication may follow.");
		}
		List<String> names = Arrays.stream(annotation.topics()).map((topic) -> resolve(topic, method)).toList();
		if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
			throw new InvalidAnnotationException(
					"The @ClusterListener method " + method + " of bean '" + beanName + "' names no topic.",
					"Name at least one topic, none of them empty.");
		}
		String group = resolve(annotation.group(), method);
		names.forEach((name) -> requireShort("topic", name, beanName, method));
		requireShort("group", group, beanName, method);
		if (annotation.queueBound() < 1) {
			throw new InvalidAnnotationException("The queueBound of @ClusterListener method " + method + " of bean '"
					+ beanName + "' is " + annotation.queueBound() + ".", "Set it to 1 or more.");
		}
		if (annotation.concurrency() < 1) {
			throw new InvalidAnnotationException("The concurrency of @ClusterListener method " + method + " of bean '"
					+ beanName + "' is " + annotation.concurrency() + ".", "Set it to 1 or more.");
		}
		String own = resolve(annotation.id(), method);
		String id = own.isEmpty() ? method.getDeclaringClass().getSimpleName() + "." + method.getName() : own;
		return new Listener(beanName, method, ClassUtils.resolvePrimitiveIfNecessary(parameters[0]), names,
				new SubscriptionOptions(id, annotation.queueBound(), annotation.overflow(), group,
						annotation.concurrency(),
						errorHandler(beanName, method, resolve(annotation.errorHandler(), method))),
				resolve(annotation.role(), method), annotation.autoStartup(), !own.isEmpty());
	}

	private static void requireShort(String what, String name, String beanName, Method method) {
		int length = name.getBytes(StandardCharsets.UTF_8).length;
		if (length > Topics.LONGEST_NAME) {
			throw new InvalidAnnotationException(
					"The @ClusterListener method " + method + " of bean '" + beanName + "' names a " + what
							+ " whose name has " + length + " bytes, and " + Topics.LONGEST_NAME + " are allowed.",
					"Give the " + what + " a shorter name.");
		}
	}

	private @Nullable TopicErrorHandler errorHandler(String beanName, Method method, String name) {
		if (name.isEmpty()) {
			return null;
		}
		if (!this.beanFactory.containsBean(name) || !this.beanFactory.isTypeMatch(name, TopicErrorHandler.class)) {
			throw new InvalidAnnotationException(
					"The @ClusterListener method " + method + " of bean '" + beanName + "' names the error handler '"
							+ name + "', and there is no TopicErrorHandler of that name.",
					"Define a bean of the type TopicErrorHandler with that name, or name one that there is.");
		}
		return this.beanFactory.getBean(name, TopicErrorHandler.class);
	}

	private String resolve(String value, Method method) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(value);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"@ClusterListener of " + method + " cannot be resolved: " + ex.getMessage(),
					"Define the property, or give it a default: ${name:default}.");
		}
	}

	@Override
	public synchronized void start() {
		running(true);
		this.listeners.stream().filter(Listener::autoStartup).forEach(this::start);
	}

	private void start(Listener listener) {
		this.subscriptions.computeIfAbsent(listener,
				(key) -> listener.topics()
					.stream()
					.map((topic) -> subscribe(topic, listener, listener.type()))
					.toList());
	}

	private void stop(Listener listener) {
		List<Subscription> ended = this.subscriptions.remove(listener);
		if (ended != null) {
			ended.forEach(Subscription::close);
		}
	}

	@Override
	public Set<String> ids() {
		return this.listeners.stream().map(Listener::id).collect(Collectors.toCollection(TreeSet::new));
	}

	@Override
	public synchronized boolean isRunning(String id) {
		return this.subscriptions.keySet().containsAll(named(id));
	}

	@Override
	public synchronized void start(String id) {
		List<Listener> named = named(id);
		if (!isRunning()) {
			throw new IllegalStateException("The listeners '" + id + "' listen only while the application runs");
		}
		named.forEach(this::start);
	}

	@Override
	public synchronized void stop(String id) {
		named(id).forEach(this::stop);
	}

	private List<Listener> named(String id) {
		List<Listener> named = this.listeners.stream().filter((listener) -> listener.id().equals(id)).toList();
		if (named.isEmpty()) {
			throw new IllegalArgumentException("There is no @ClusterListener with the id '" + id + "', but " + ids());
		}
		return named;
	}

	private <T> Subscription subscribe(String topic, Listener listener, Class<T> type) {
		Topics all = this.topics.get();
		Topics own = listener.role().isEmpty() ? all : all.ofRole(listener.role());
		return own.subscribe(topic, type, (message, publication) -> call(listener, message, publication),
				listener.options());
	}

	private void call(Listener listener, Object message, TopicListener.Publication publication) throws Exception {
		Object bean = this.beanFactory.getBean(listener.beanName());
		SingletonBean singleton = singleton(bean);
		if (singleton == null) {
			invoke(listener, bean, message, publication);
		}
		else {
			callFenced(singleton, listener, () -> invoke(listener, singleton.target(), message, publication));
		}
	}

	private @Nullable SingletonBean singleton(Object bean) {
		ClusterSingletonPostProcessor known = this.singletonBeans.getIfAvailable();
		return (known != null) ? known.find(bean).orElse(null) : null;
	}

	private void callFenced(SingletonBean singleton, Listener listener, Call call) throws Exception {
		AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
		String what = "listener " + listener.method().getName();
		this.singletons.getObject().runFenced(singleton.name(), what, () -> {
			try {
				call.run();
			}
			catch (Exception ex) {
				failure.set(ex);
			}
		});
		Exception thrown = failure.get();
		if (thrown != null) {
			throw thrown;
		}
	}

	private static void invoke(Listener listener, Object bean, Object message, TopicListener.Publication publication)
			throws Exception {
		Method method = AopUtils.selectInvocableMethod(listener.method(), bean.getClass());
		ReflectionUtils.makeAccessible(method);
		try {
			if (method.getParameterCount() == 1) {
				method.invoke(bean, message);
			}
			else {
				method.invoke(bean, message, publication);
			}
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
		}
	}

	@Override
	public synchronized void stop() {
		running(false);
		this.listeners.forEach(this::stop);
	}

	/** A call of a listener. */
	@FunctionalInterface
	private interface Call {

		void run() throws Exception;

	}

	private record Listener(String beanName, Method method, Class<?> type, List<String> topics,
			SubscriptionOptions options, String role, boolean autoStartup, boolean hasOwnId) {

		String id() {
			return this.options.id();
		}

	}

}
