namespace Hub.Facade.Shadowing;

/// <summary>What comparing may ask of a side, over all nodes.</summary>
/// <param name="Concurrency">Requests at once; null for no limit.</param>
/// <param name="Rate">Requests a second; null for no limit.</param>
/// <param name="Parts">By how many nodes it is divided, this one among them; 0 where this node has no part yet.</param>
/// <param name="UnderWay">Requests of this node that are with the side now.</param>
internal sealed record ShadowsView(int? Concurrency, double? Rate, int Parts, int UnderWay);
