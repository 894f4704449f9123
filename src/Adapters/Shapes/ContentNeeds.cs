using System.Collections.Immutable;

namespace Hub.Adapters.Shapes;

/// <summary>
/// Tells which elements a content model requires, made once, so that an answer is checked without looking for names.
/// </summary>
internal sealed class ContentNeeds
{
    private readonly Need _root;

    /// <param name="root">The content model.</param>
    /// <param name="slots">Its slots, to whose places the needs refer.</param>
    public ContentNeeds(GroupParticle root, ImmutableArray<Slot> slots)
    {
        var places = slots.Index().ToDictionary(s => s.Item.Property, s => s.Index, StringComparer.Ordinal);
        _root = Of(root, places);
        Any = _root.CanMiss;
    }

    /// <summary>Whether there is anything to check.</summary>
    public bool Any { get; }

    /// <summary>Returns the properties of which one is required and missing; empty if nothing is missing.</summary>
    /// <param name="present">For each slot whether an element of it has come.</param>
    public ImmutableArray<string> FindMissing(ReadOnlySpan<bool> present) => Any ? FindMissing(_root, present) : [];

    private static ImmutableArray<string> FindMissing(Need need, ReadOnlySpan<bool> present)
    {
        if (need.Slot >= 0)
            return need.Optional || present[need.Slot] ? [] : need.Properties;
        if (!need.CanMiss || (need.Optional && !IsBegun(need, present)))
            return [];
        if (!need.Choice)
        {
            foreach (var item in need.Items)
                if (FindMissing(item, present) is { IsEmpty: false } missing)
                    return missing;
            return [];
        }

        // Of several branches that have begun the one that is whole counts.
        var (begun, first) = (false, ImmutableArray<string>.Empty);
        foreach (var item in need.Items)
        {
            if (!IsBegun(item, present))
                continue;
            if (FindMissing(item, present) is not { IsEmpty: false } missing)
                return [];
            (begun, first) = (true, begun ? first : missing);
        }

        return begun ? first : need.MayBeEmpty ? [] : need.Properties;
    }

    private static bool IsBegun(Need need, ReadOnlySpan<bool> present)
    {
        if (need.Slot >= 0)
            return present[need.Slot];
        foreach (var item in need.Items)
            if (IsBegun(item, present))
                return true;
        return false;
    }

    private static Need Of(Particle particle, Dictionary<string, int> places)
    {
        if (particle is ElementParticle element)
            return new Need(places[element.Property], false, element.Min == 0, element.Min == 0, [], [element.Property]);
        // Elements that the type leaves open are not told apart, and so not missed.
        if (particle is not GroupParticle group)
            return new Need(-1, false, Optional: true, MayBeEmpty: true, [], []);
        return new Need(
            -1, group.Choice, group.Min == 0, group.MayBeEmpty || !group.Wildcards.IsEmpty,
            [.. group.Items.Select(i => Of(i, places))],
            [.. group.Elements.Select(e => e.Property).Distinct(StringComparer.Ordinal)]);
    }

    private sealed record Need(
        int Slot, bool Choice, bool Optional, bool MayBeEmpty, ImmutableArray<Need> Items, ImmutableArray<string> Properties)
    {
        public bool CanMiss { get; } = Slot >= 0 ? !Optional : (Choice && !MayBeEmpty) || Items.Any(i => i.CanMiss);
    }
}
