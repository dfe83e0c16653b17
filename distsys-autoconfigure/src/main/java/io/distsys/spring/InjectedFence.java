package io.distsys.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.InvalidSingletonException.Fault;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The fence that is injected into a cluster singleton: its own, see
 * {@link ClusterSingletons#fence}.
 *
 * @since 0.1
 */
public final class InjectedFence implements Fence {

	private final String singleton;

	private final Supplier<ClusterSingletons> singletons;

	private volatile @Nullable Fence fence;

	private InjectedFence(String singleton, Supplier<ClusterSingletons> singletons) {
		this.singleton = singleton;
		this.singletons = singletons;
	}

	/**
	 * The fence for a place where one is injected: into a constructor, field or method of
	 * a class that is a singleton, or into the {@code @Bean} method of one.
	 * @param point the place
	 * @param beanFactory has the beans
	 * @param singletons gives the singletons of this node; not asked before the fence is
	 * used
	 * @return the fence
	 */
	public static Fence of(InjectionPoint point, ConfigurableListableBeanFactory beanFactory,
			Supplier<ClusterSingletons> singletons) {
		Member member = Objects.requireNonNull(point.getMember());
		Method factory = (member instanceof Method method && AnnotatedElementUtils.isAnnotated(method, Bean.class))
				? method : null;
		ClusterSingleton annotation = (factory != null)
				? annotation(factory).or(() -> annotation(factory.getReturnType())).orElse(null)
				: annotation(member.getDeclaringClass()).orElse(null);
		String beanName = (factory != null) ? beanName(factory) : beanName(member.getDeclaringClass(), beanFactory);
		if (annotation == null || beanName == null) {
			throw new InvalidSingletonException(member.getDeclaringClass().getName(), Fault.FENCE,
					"A Fence is injected into " + member + ", and no one @ClusterSingleton is to be found there.",
					"Inject it into a class or a @Bean method that is annotated with @ClusterSingleton, or inject "
							+ "ClusterSingletons and ask it for fence(name).");
		}
		return new InjectedFence(SingletonAttributes.of(annotation, beanName, beanFactory).name(), singletons);
	}

	private static Optional<ClusterSingleton> annotation(AnnotatedElement element) {
		return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(element, ClusterSingleton.class));
	}

	private static String beanName(Method factoryMethod) {
		Bean bean = AnnotatedElementUtils.findMergedAnnotation(factoryMethod, Bean.class);
		return (bean != null && bean.name().length > 0) ? bean.name()[0] : factoryMethod.getName();
	}

	private static @Nullable String beanName(Class<?> type, ConfigurableListableBeanFactory beanFactory) {
		String[] names = beanFactory.getBeanNamesForType(type, true, false);
		return (names.length == 1) ? names[0] : null;
	}

	private Fence get() {
		Fence known = this.fence;
		if (known == null) {
			known = this.singletons.get().fence(this.singleton);
			this.fence = known;
		}
		return known;
	}

	@Override
	public FencingToken token() {
		return get().token();
	}

	@Override
	public boolean isHeld() {
		return get().isHeld();
	}

	@Override
	public void check() {
		get().check();
	}

	@Override
	public Subscription onLost(Runnable callback) {
		return get().onLost(callback);
	}

	@Override
	public String toString() {
		return "Fence of singleton '" + this.singleton + "'";
	}

}
