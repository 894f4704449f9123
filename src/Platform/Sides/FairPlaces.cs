namespace Hub.Platform.Sides;

/// <summary>
/// Counts what each caller holds of a number of places, and says who may take one more: of the places that others leave, a
/// caller has a share, so that some are always left for whoever comes next (the dynamic thresholds of Choudhury and Hahne,
/// 1998). Remembers only callers that hold something. Its owner lets one thread in at a time.
/// </summary>
public sealed class FairPlaces
{
    private const double UsualShare = 0.75;

    // Of two, keeping one back would halve what the plan allows.
    private const int FewestShared = 3;
    private readonly Dictionary<object, Holder> _holders = [];

    /// <summary>How many are held of all.</summary>
    public int Held { get; private set; }

    /// <summary>Returns what a caller may have of the places that others leave.</summary>
    /// <param name="told">What the plan says; null where it says nothing.</param>
    /// <param name="places">How many there are.</param>
    public static double ShareOf(double? told, int places) => told ?? (places < FewestShared ? 1 : UsualShare);

    /// <summary>Returns whether a caller's address, or its name, may hold one more.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="places">How many there are; fewer are held.</param>
    /// <param name="share">What a caller may have of the places that others leave, above 0 to 1.</param>
    public bool MayEnter(CallerKey caller, int places, double share)
    {
        if (caller.Group is not { } group || share >= 1 || !_holders.TryGetValue(group, out var holder))
            return true;
        return holder.Held < MostOf(caller, holder, places, share);
    }

    /// <summary>Returns whether one among several callers of an address may hold one more, where the address may.</summary>
    public bool MayMemberEnter(CallerKey caller, int places, double share)
    {
        if (caller is not { Group: { } group, Member: { } member } || share >= 1 || !_holders.TryGetValue(group, out var holder)
            || holder.Members?.GetValueOrDefault(member) is not (> 0 and var held))
            return true;
        // One place of the address's own is left for the next of its callers.
        var left = MostOf(caller, holder, places, share) - (holder.Held - held) - 1;
        return held < Math.Max(1, Math.Min(left, Share(places - (Held - held), share)));
    }

    /// <summary>Notes that a caller has taken a place.</summary>
    public void Enter(CallerKey caller)
    {
        Held++;
        if (caller.Group is not { } group)
            return;
        if (!_holders.TryGetValue(group, out var holder))
            _holders[group] = holder = new Holder();
        holder.Held++;
        if (caller.Member is { } member)
            (holder.Members ??= [])[member] = holder.Members.GetValueOrDefault(member) + 1;
    }

    /// <summary>Notes that a caller has left its place.</summary>
    public void Leave(CallerKey caller)
    {
        Held--;
        if (caller.Group is not { } group || !_holders.TryGetValue(group, out var holder))
            return;
        if (--holder.Held == 0)
            _holders.Remove(group);
        else if (caller.Member is { } member && holder.Members is { } members && --members[member] == 0)
            members.Remove(member);
    }

    // An address has the half more that makes room for the second of its callers, and at least two places for the same reason.
    private int MostOf(CallerKey caller, Holder holder, int places, double share) => caller.Member is null
        ? Share(places - (Held - holder.Held), share)
        : Math.Max(2, Share(places - (Held - holder.Held), (1 + share) / 2));

    private static int Share(int left, double share) => Math.Max(1, (int)(left * share));

    private sealed class Holder
    {
        public int Held { get; set; }

        public Dictionary<object, int>? Members { get; set; }
    }
}
