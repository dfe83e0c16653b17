package io.distsys.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.StateOffer;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ReflectionUtils;

/**
 * What a bean does when it begins and ends: as the {@link SingletonActivity} that it is,
 * if it is one, and by its methods that are marked with {@link OnActivate} and
 * {@link OnDeactivate}. Its aspects are around what of it a proxy can override; the rest,
 * and what is asynchronous, is called on the object itself.
 */
final class AnnotatedActivity implements SingletonActivity {

	private final Object bean;

	private final Object target;

	private final SingletonActivity own;

	private final List<Method> activating;

	private final List<Method> deactivating;

	private AnnotatedActivity(Object bean, Object target, List<Method> activating, List<Method> deactivating) {
		this.bean = bean;
		this.target = target;
		this.own = (receiver(SingletonActivity.class) instanceof SingletonActivity activity) ? activity
				: SingletonActivity.none();
		this.activating = activating;
		this.deactivating = deactivating;
	}

	/**
	 * The activity of a bean.
	 * @param singleton name of the bean
	 * @param bean the object itself
	 * @param target the object, or the proxy that its aspects have put around it
	 */
	static AnnotatedActivity of(String singleton, Object bean, Object target) {
		return new AnnotatedActivity(bean, target, methods(singleton, bean, OnActivate.class),
				methods(singleton, bean, OnDeactivate.class));
	}

	private static List<Method> methods(String singleton, Object bean, Class<? extends Annotation> annotation) {
		List<Method> methods = new ArrayList<>(MethodIntrospector.selectMethods(bean.getClass(),
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, annotation)));
		for (Method method : methods) {
			boolean callable = method.getParameterCount() == 0 || (method.getParameterCount() == 1
					&& (method.getParameterTypes()[0] == Fence.class || takesToken(method)));
			if (!callable) {
				throw new InvalidSingletonException(singleton, InvalidSingletonException.Fault.PARAMETERS,
						"The method " + method + " of singleton '" + singleton + "' has parameters that @"
								+ annotation.getSimpleName() + " cannot give it.",
						"Declare no parameter, or one of the type Fence or FencingToken.");
			}
			ReflectionUtils.makeAccessible(method);
		}
		return methods;
	}

	/** Who is called for the methods of an interface. */
	private Object receiver(Class<?> type) {
		boolean around = Stream.of(type.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()))
			.map((method) -> AopUtils.getMostSpecificMethod(method, this.bean.getClass()))
			.allMatch(this::mayGoThroughAspects);
		return (around && type.isInstance(this.target)) ? this.target : this.bean;
	}

	private Object receiver(Method method) {
		boolean around = method.getDeclaringClass().isInstance(this.target) && mayGoThroughAspects(method);
		return around ? this.target : this.bean;
	}

	/**
	 * What a proxy cannot override would run on the proxy, which has no state, and what
	 * is asynchronous would not have ended when it returns.
	 */
	private boolean mayGoThroughAspects(Method method) {
		return (method.getModifiers() & (Modifier.PRIVATE | Modifier.FINAL | Modifier.STATIC)) == 0
				&& ((method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
						|| isOfPackage(method.getDeclaringClass()))
				&& !AnnotatedElementUtils.hasAnnotation(method, Async.class)
				&& !AnnotatedElementUtils.hasAnnotation(this.bean.getClass(), Async.class);
	}

	/** A package is one of a class loader. */
	private boolean isOfPackage(Class<?> type) {
		Class<?> own = this.target.getClass();
		return own.getPackageName().equals(type.getPackageName()) && own.getClassLoader() == type.getClassLoader();
	}

	private static boolean takesToken(Method method) {
		return method.getParameterTypes()[0] == FencingToken.class;
	}

	@Override
	public void activate(Fence fence) throws Exception {
		this.own.activate(fence);
		for (Method method : this.activating) {
			call(method, fence);
		}
	}

	@Override
	public void deactivate(Fence fence) throws Exception {
		for (Method method : this.deactivating) {
			call(method, fence);
		}
		this.own.deactivate(fence);
	}

	@Override
	public @Nullable Object offerState() throws Exception {
		return (receiver(StateOffer.class) instanceof StateOffer<?> offering) ? offering.offerState()
				: this.own.offerState();
	}

	@Override
	@SuppressWarnings("unchecked")
	public void acceptState(Object state, StateOffer.Occasion occasion) throws Exception {
		if (receiver(StateOffer.class) instanceof StateOffer<?> offering) {
			((StateOffer<Object>) offering).acceptState(state, occasion);
		}
		else {
			this.own.acceptState(state, occasion);
		}
	}

	private void call(Method method, Fence fence) throws Exception {
		Object receiver = receiver(method);
		try {
			if (method.getParameterCount() == 0) {
				method.invoke(receiver);
			}
			else {
				method.invoke(receiver, takesToken(method) ? fence.token() : fence);
			}
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
		}
	}

}
