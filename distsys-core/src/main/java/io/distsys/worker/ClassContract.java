package io.distsys.worker;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.rpc.CallContract;
import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.MethodTable;

/**
 * The contract of a worker class without an interface of its own: the public methods that
 * it and its superclasses declare. Not among them is what others than its callers call:
 * {@link OnStart} and {@link OnStop} methods, the methods of {@link Object}, and those
 * that an interface or a superclass asks for that is
 * {@linkplain WorkerContracts#isForeign no contract}, such as {@link HandOver}.
 * <p>
 * A reference is an object of a subclass with empty fields. So a class is refused if a
 * method or field of it, of use to others than itself, would be used on that object.
 */
final class ClassContract {

	private final Class<?> type;

	/** From the class upwards, without {@link Object}. */
	private final List<Class<?>> hierarchy;

	private final Map<String, Method> methods = new LinkedHashMap<>();

	private ClassContract(Class<?> type) {
		this.type = type;
		this.hierarchy = Stream
			.<Class<?>>iterate(type, (each) -> each != null && each != Object.class, Class::getSuperclass)
			.toList();
	}

	/**
	 * Find the methods that may be called.
	 * @param type the class
	 * @return the methods, as they are declared, each once
	 * @throws IllegalArgumentException if the class cannot be called by itself
	 */
	static Collection<Method> methodsOf(Class<?> type) {
		List<Class<?>> interfaces = WorkerContracts.of(type);
		if (!interfaces.isEmpty()) {
			throw new IllegalArgumentException("Workers with an interface are called through it, and " + type.getName()
					+ " is none: name one that it implements, of " + interfaces);
		}
		ClassContract contract = new ClassContract(type);
		contract.requireSubclasses();
		contract.find();
		contract.requireMarksOnCalls();
		CallMarks.checkCalls(type, contract.methods.values());
		return List.copyOf(contract.methods.values());
	}

	private void requireSubclasses() {
		int modifiers = this.type.getModifiers();
		if (Modifier.isFinal(modifiers) || this.type.isSealed()) {
			throw refused(
					(this.type.isRecord() ? "is a record" : Modifier.isFinal(modifiers) ? "is final" : "is sealed")
							+ ": let it be an open class");
		}
		if (this.hierarchy.isEmpty() || this.type.isInterface() || WorkerContracts.isForeign(this.type)) {
			throw refused("is not a class of the application");
		}
		declaredMethods().filter((method) -> Modifier.isFinal(method.getModifiers()) && isInherited(method, this.type))
			.findFirst()
			.ifPresent((method) -> {
				throw refused("has the final method " + CallContract.described(method)
						+ ": let it not be final, or make it private");
			});
		this.hierarchy.stream()
			.flatMap((each) -> Arrays.stream(each.getDeclaredFields()))
			.filter(ClassContract::isSeen)
			.findFirst()
			.ifPresent((field) -> {
				throw refused("has the public field " + field.getName() + ": make it private");
			});
	}

	/** Whether one of a subclass that is like it would override a method. */
	static boolean isInherited(Method method, Class<?> subclass) {
		int modifiers = method.getModifiers();
		boolean seen = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
				|| method.getDeclaringClass().getPackage() == subclass.getPackage();
		return seen && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers);
	}

	private static boolean isSeen(Field field) {
		return Modifier.isPublic(field.getModifiers()) && !Modifier.isStatic(field.getModifiers());
	}

	private void find() {
		Set<String> hooks = new HashSet<>();
		declaredMethods()
			.filter((method) -> method.isAnnotationPresent(OnStart.class) || method.isAnnotationPresent(OnStop.class))
			.forEach((method) -> hooks.add(MethodTable.key(method)));
		List<Method> ofOthers = methodsOfOthers();
		declaredMethods()
			.filter((method) -> isPublic(method) && !hooks.contains(MethodTable.key(method))
					&& ofOthers.stream().noneMatch((other) -> isAskedForBy(other, method)))
			.forEach((method) -> this.methods.putIfAbsent(MethodTable.key(method), method));
	}

	private Stream<Method> declaredMethods() {
		return this.hierarchy.stream()
			.flatMap((each) -> Arrays.stream(each.getDeclaredMethods()))
			.filter((method) -> !method.isSynthetic());
	}

	private static boolean isPublic(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

	/**
	 * Those of {@link Object}, and of all interfaces and superclasses that are no
	 * contract, without private ones, which differ by the version of the JDK.
	 */
	private List<Method> methodsOfOthers() {
		Stream<Method> inherited = this.hierarchy.stream()
			.filter(WorkerContracts::isForeign)
			.flatMap((each) -> Arrays.stream(each.getDeclaredMethods()));
		Stream<Method> ofInterfaces = this.hierarchy.stream()
			.flatMap((each) -> Arrays.stream(each.getInterfaces()))
			.flatMap((each) -> Arrays.stream(each.getMethods()));
		return Stream.of(Arrays.stream(Object.class.getDeclaredMethods()), inherited, ofInterfaces)
			.flatMap((some) -> some)
			.filter((method) -> !Modifier.isPrivate(method.getModifiers()))
			.toList();
	}

	/**
	 * Where a parameter is a type variable, its erasure is all that can be compared.
	 * Either of the two may have one: a generic superclass declares for all types what an
	 * interface asks for with one.
	 */
	private static boolean isAskedForBy(Method other, Method method) {
		Class<?>[] asked = other.getParameterTypes();
		Class<?>[] declared = method.getParameterTypes();
		return other.getName().equals(method.getName()) && asked.length == declared.length
				&& IntStream.range(0, asked.length).allMatch((i) -> areRelated(asked[i], declared[i]));
	}

	private static boolean areRelated(Class<?> one, Class<?> other) {
		return one.isAssignableFrom(other) || other.isAssignableFrom(one);
	}

	/** What is marked to be called in some way, and cannot be, was meant otherwise. */
	private void requireMarksOnCalls() {
		for (Class<? extends Annotation> mark : List.of(Cast.class, CallTimeout.class)) {
			declaredMethods().filter(
					(method) -> method.isAnnotationPresent(mark) && !this.methods.containsKey(MethodTable.key(method)))
				.findFirst()
				.ifPresent((method) -> {
					throw refused("has @" + mark.getSimpleName() + " on " + CallContract.described(method)
							+ ", which is not for callers: let it be public, and not a callback");
				});
		}
	}

	private IllegalArgumentException refused(String why) {
		return new IllegalArgumentException(this.type.getName() + " implements no interface, so references are of a"
				+ " subclass of it, and it " + why + ", or implement an interface with the methods that are called");
	}

}
