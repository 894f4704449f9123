using System.Collections.Frozen;
using Hub.ServiceKit.Changes;

namespace Hub.Platform.Routing;

/// <summary>A <see cref="FlagDefinition"/> made ready to decide by, without allocating.</summary>
public sealed class CompiledFlag
{
    private readonly Side _default;
    private readonly bool _allocates;
    private readonly FrozenSet<string> _users;
    private readonly FrozenSet<string> _groups;
    private readonly double _percent;
    private readonly string _seed;

    /// <summary>Compiles a definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="next">What decides once the handover under way has ended, or null.</param>
    public CompiledFlag(FlagDefinition definition, CompiledFlag? next = null)
    {
        Next = next;
        var allocation = definition.Allocation;
        _default = allocation.DefaultWhenEnabled == FlagDefinition.NewVariant ? Side.New : Side.Legacy;
        _users = allocation.User.SelectMany(u => u.Users).ToFrozenSet(StringComparer.Ordinal);
        _groups = allocation.Group.SelectMany(g => g.Groups).ToFrozenSet(StringComparer.Ordinal);
        _percent = allocation.Percentile.Select(p => p.To).FirstOrDefault();
        _allocates = allocation.User.Length + allocation.Group.Length + allocation.Percentile.Length > 0;
        _seed = allocation.Seed;
    }

    /// <summary>What decides once the handover under way has ended, or null.</summary>
    public CompiledFlag? Next { get; }

    /// <summary>Whether the decision depends on the cohort key.</summary>
    public bool NeedsKey => _allocates || Next is { NeedsKey: true };

    /// <summary>Whether the decision depends on the caller's groups.</summary>
    public bool NeedsGroups => _groups.Count > 0 || Next is { NeedsGroups: true };

    /// <summary>Who answers: forced side, then named keys and groups, then the bucket.</summary>
    /// <param name="key">The cohort key, or null where the request carries none.</param>
    /// <param name="caller">What is known of the caller.</param>
    public Decision Decide(string? key, in Caller caller)
    {
        if (caller.Forced is { } forced)
            return new Decision(forced, DecisionRule.Forced);
        if (!_allocates)
            return new Decision(_default, DecisionRule.Stage);
        if (string.IsNullOrEmpty(key))
            return new Decision(_default, DecisionRule.NoKey);
        if (_users.Contains(key))
            return new Decision(Side.New, DecisionRule.User);
        foreach (var group in caller.Groups)
        {
            if (_groups.Contains(group))
                return new Decision(Side.New, DecisionRule.Group);
        }

        var bucket = Allocation.Bucket(key, _seed);
        return new Decision(Allocation.Includes(_percent, bucket) ? Side.New : _default, DecisionRule.Bucket, bucket);
    }
}
