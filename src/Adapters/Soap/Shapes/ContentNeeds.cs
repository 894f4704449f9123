using System.Collections.Immutable;

namespace Hub.Soap.Shapes;

/// <summary>
/// Tells which elements a content model requires, made once, so that an answer is checked without looking for names.
/// </summary>
internal sealed class ContentNeeds
{
    private readonly Need _root;
    private readonly Need _withNil;

    /// <param name="root">The content model.</param>
    /// <param name="slots">Its slots, to whose places the needs refer.</param>
    public ContentNeeds(GroupParticle root, ImmutableArray<Slot> slots)
    {
        var places = slots.Index().ToDictionary(s => s.Item.Property, s => s.Index, StringComparer.Ordinal);
        _root = Of(root, places, nil: false);
        _withNil = Of(root, places, nil: true);
        Any = _withNil.CanMiss;
    }

    /// <summary>Whether there is anything to check.</summary>
    public bool Any { get; }

    /// <summary>Returns the properties of which one is required and missing; empty if nothing is missing.</summary>
    /// <param name="present">For each slot whether an element of it has come.</param>
    /// <param name="whole">Whether this is a whole answer, which is none where nothing came of what it requires.</param>
    public ImmutableArray<string> FindMissing(ReadOnlySpan<bool> present, bool whole) =>
        Any ? FindMissing(whole && !present.Contains(true) ? _withNil : _root, present) : [];

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

    private static Need Of(Particle particle, Dictionary<string, int> places, bool nil)
    {
        if (particle is ElementParticle element)
        {
            // Many toolkits (node-soap, PHP) leave an element out where others write xsi:nil, and mean the same.
            var optional = element.Min == 0 || (!nil && element.Element.Nillable);
            return new Need(places[element.Property], false, optional, optional, [], [element.Property]);
        }

        // Elements that the type leaves open are not told apart, and so not missed.
        if (particle is not GroupParticle group)
            return new Need(-1, false, Optional: true, MayBeEmpty: true, [], []);
        return new Need(
            -1, group.Choice, group.Min == 0, group.MayBeEmpty || !group.Wildcards.IsEmpty,
            [.. group.Items.Select(i => Of(i, places, nil))],
            [.. group.Elements.Select(e => e.Property).Distinct(StringComparer.Ordinal)]);
    }

    private sealed record Need(
        int Slot, bool Choice, bool Optional, bool MayBeEmpty, ImmutableArray<Need> Items, ImmutableArray<string> Properties)
    {
        public bool CanMiss { get; } = Slot >= 0 ? !Optional : (Choice && !MayBeEmpty) || Items.Any(i => i.CanMiss);
    }
}
