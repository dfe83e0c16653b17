package io.distsys.spring;

import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.worker.Placed;
import io.distsys.worker.SlotPlacement;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Asks the bean that {@link Placed#by()} names, which is made when it is asked first.
 *
 * @param beanFactory has the bean
 * @param type its type
 */
record BeanSlotPlacement(ListableBeanFactory beanFactory,
		Class<? extends SlotPlacement> type) implements SlotPlacement {

	BeanSlotPlacement {
		int beans = beanFactory.getBeanNamesForType(type, true, false).length;
		if (beans != 1) {
			throw new IllegalArgumentException("its placement is by " + type.getName() + ", and there are " + beans
					+ " beans of that type, not one");
		}
	}

	@Override
	public List<@Nullable NodeId> place(Situation situation) {
		return this.beanFactory.getBean(this.type).place(situation);
	}

}
