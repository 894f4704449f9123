namespace Hub.Platform.Nodes;

/// <summary>
/// Who may hold which part of a budget. A node divides every budget by a number of parts and holds one of them; what
/// all of them hold is never more than the whole, because nobody takes what another one has not given up.
/// </summary>
internal static class ShareRule
{
    /// <summary>What a node divides by from now on.</summary>
    /// <param name="holds">What it divides by now; 0 when it holds nothing yet.</param>
    /// <param name="others">What each other node divides by; 0 for one that holds nothing yet.</param>
    /// <param name="giveUp">Shrinks to one of so many parts; true once what is in use fits.</param>
    public static int Next(int holds, IReadOnlyCollection<int> others, Func<int, bool> giveUp)
    {
        var nodes = others.Count + 1;
        if (holds > 0 && holds < nodes)
            return giveUp(nodes) ? nodes : holds;
        if (holds == nodes)
            return holds;
        var free = 1 - others.Where(parts => parts > 0).Sum(parts => 1.0 / parts);
        // A third and two thirds are not quite one.
        return 1.0 / nodes <= free + 1e-9 ? nodes : holds;
    }
}
