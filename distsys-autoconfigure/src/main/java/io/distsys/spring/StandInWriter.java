package io.distsys.spring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;

import io.distsys.rpc.RemoteMethod;
import io.distsys.singleton.LocalEntrance;
import io.distsys.singleton.LocalEntrance.Entered;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.cglib.core.Block;
import org.springframework.cglib.core.ClassEmitter;
import org.springframework.cglib.core.CodeEmitter;
import org.springframework.cglib.core.EmitUtils;
import org.springframework.cglib.core.Local;
import org.springframework.cglib.core.ReflectUtils;
import org.springframework.cglib.core.Signature;

/**
 * Writes the class of a {@link StandIn}. In it a method is what one would write by hand:
 *
 * <pre>{@code
 * public long add(long more) {
 *     Entered call = ENTRANCE.enter("add");
 *     if (call == null) {
 *         return (long) ADD.call(new Object[] { more });
 *     }
 *     long result;
 *     try {
 *         result = BEAN.add(more);
 *     }
 *     catch (Throwable ex) {
 *         call.leave();
 *         throw ENTRANCE.failure(ex);
 *     }
 *     call.leave();
 *     return result;
 * }
 * }</pre>
 *
 * What is in capitals are static final fields, set from the data of the class, so that
 * the compiler sees the whole way to the method of this one bean, without arrays, boxes
 * or reflection. Dynamic constants in their place would not do: the JDK's first compiler
 * leaves methods that have such a one uncompiled for as long as it is not resolved, and
 * those of a way that is never taken never are.
 */
final class StandInWriter {

	private static final String ENTRANCE = "ENTRANCE";

	private static final String BEAN = "BEAN";

	private static final String SENDER = "SENDER_";

	private static final Handle CLASS_DATA = new Handle(Opcodes.H_INVOKESTATIC,
			Type.getInternalName(MethodHandles.class), "classDataAt",
			MethodType.methodType(Object.class, MethodHandles.Lookup.class, String.class, Class.class, int.class)
				.descriptorString(),
			false);

	private static final Signature ENTER = signature("enter", Entered.class, String.class);

	private static final Signature FAILURE = signature("failure", Throwable.class, Throwable.class);

	private static final Signature LEAVE = signature("leave", void.class);

	private static final Signature CALL = signature("call", Object.class, Object[].class);

	private final Class<?> type;

	private final ClassEmitter emitter;

	private StandInWriter(Class<?> type, ClassEmitter emitter) {
		this.type = type;
		this.emitter = emitter;
	}

	/**
	 * Write it.
	 * @param type the class of the bean
	 * @param methods those of it that are written out
	 * @return the class; its data are a list of the entrance, the bean, and what sends
	 * each of the methods
	 */
	static byte[] write(Class<?> type, List<Method> methods) {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
		ClassEmitter emitter = new ClassEmitter(writer);
		emitter.begin_class(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, type.getName() + "$$StandIn",
				Type.getType(type), null, null);
		StandInWriter ofType = new StandInWriter(type, emitter);
		ofType.writeConstants(methods.size());
		for (int i = 0; i < methods.size(); i++) {
			ofType.writeOut(methods.get(i), SENDER + i);
		}
		emitter.end_class();
		return writer.toByteArray();
	}

	private static Signature signature(String name, Class<?> result, Class<?>... parameters) {
		return new Signature(name, MethodType.methodType(result, parameters).descriptorString());
	}

	private void writeConstants(int senders) {
		CodeEmitter initializer = this.emitter.begin_static();
		writeConstant(initializer, ENTRANCE, LocalEntrance.class, 0);
		writeConstant(initializer, BEAN, this.type, 1);
		for (int i = 0; i < senders; i++) {
			writeConstant(initializer, SENDER + i, RemoteMethod.class, 2 + i);
		}
		initializer.return_value();
		initializer.end_method();
	}

	private void writeConstant(CodeEmitter initializer, String name, Class<?> constantType, int index) {
		this.emitter.declare_field(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, name,
				Type.getType(constantType), null);
		initializer.visitLdcInsn(new ConstantDynamic("_", constantType.descriptorString(), CLASS_DATA, index));
		initializer.putfield(name);
	}

	private void writeOut(Method method, String sender) {
		CodeEmitter code = EmitUtils.begin_method(this.emitter, ReflectUtils.getMethodInfo(method), Opcodes.ACC_PUBLIC);
		Local call = code.make_local(Type.getType(Entered.class));
		Label elsewhere = code.make_label();
		code.getfield(ENTRANCE);
		code.push(method.getName());
		code.invoke_interface(Type.getType(LocalEntrance.class), ENTER);
		code.store_local(call);
		code.load_local(call);
		code.ifnull(elsewhere);
		runHere(code, call);
		code.mark(elsewhere);
		code.getfield(sender);
		code.create_arg_array();
		code.invoke_interface(Type.getType(RemoteMethod.class), CALL);
		code.unbox(code.getReturnType());
		code.return_value();
		code.end_method();
	}

	private void runHere(CodeEmitter code, Local call) {
		Block running = code.begin_block();
		code.getfield(BEAN);
		code.load_args();
		code.invoke_virtual(Type.getType(this.type), code.getSignature());
		running.end();
		leave(code, call);
		code.return_value();
		code.catch_exception(running, Type.getType(Throwable.class));
		Local thrown = code.make_local(Type.getType(Throwable.class));
		code.store_local(thrown);
		leave(code, call);
		code.getfield(ENTRANCE);
		code.load_local(thrown);
		code.invoke_interface(Type.getType(LocalEntrance.class), FAILURE);
		code.athrow();
	}

	private static void leave(CodeEmitter code, Local call) {
		code.load_local(call);
		code.invoke_interface(Type.getType(Entered.class), LEAVE);
	}

}
