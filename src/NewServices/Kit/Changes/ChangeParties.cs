using System.Collections.Concurrent;

namespace Hub.ServiceKit.Changes;

/// <summary>Who changes of an entity are read from and applied to: (side's name, entity) → source, target.</summary>
public sealed class ChangeParties
{
    private readonly ConcurrentDictionary<(string Side, string Entity), IChangeSource> _sources = [];
    private readonly ConcurrentDictionary<(string Side, string Entity), IChangeTarget> _targets = [];

    /// <summary>Registers or replaces the source of an entity's changes on a side.</summary>
    public void Register(string side, string entity, IChangeSource source) => _sources[(side, entity)] = source;

    /// <summary>Registers or replaces the target of an entity's changes on a side.</summary>
    public void Register(string side, string entity, IChangeTarget target) => _targets[(side, entity)] = target;

    /// <summary>The source of an entity's changes on a side, or null.</summary>
    public IChangeSource? FindSource(string side, string entity) => _sources.GetValueOrDefault((side, entity));

    /// <summary>The target of an entity's changes on a side, or null.</summary>
    public IChangeTarget? FindTarget(string side, string entity) => _targets.GetValueOrDefault((side, entity));
}
