package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the state of a worker that outlives its node: before the reply of a call leaves,
 * the state as the call has left it is on this node and on one more, the backup. After a
 * crash of either the next owner of the worker's slot begins with it.
 * <p>
 * On fields: all marked ones together are the state. They are read when the called method
 * returns, and set on a new instance before {@link OnStart}. They must not be static or
 * final, and the codec must be able to encode what is in them; a record is best.
 * <p>
 * On a class that implements {@link HandOver}: {@link HandOver#snapshot()} is called when
 * the called method returns, {@link HandOver#restore} on a new instance.
 * <p>
 * <b>What is promised:</b> a call that was answered, also with an exception that leaves
 * the worker as it is, is not forgotten by the loss of one node, by a lease that ends, or
 * by a move. A call whose slot is lost before its state is on the backup fails with
 * {@link StateNotSavedException}: it may have run. An exception that restarts the worker
 * takes it back to the state before that call.
 * <p>
 * <b>What is not:</b> the loss of owner and backup at once, or of the one before the
 * other has been replaced, loses the state; so does a restart of the whole cluster. While
 * no other node runs the worker type there is one copy only, which is logged.
 * <p>
 * <b>Cost:</b> the state is encoded after each call and sent if it has changed; it is
 * kept encoded on both nodes. It should be small. Calls of one worker do not wait for
 * each other's copies, only their replies do. What a stage changes after the method has
 * returned is seen by the next call only.
 *
 * @since 0.1
 */
@Documented
@Target({ ElementType.FIELD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface WorkerState {

}
