namespace Hub.Facade.Retiring;

/// <summary>A part of the plan that carries a route's legacy side.</summary>
/// <param name="File">The plan's file.</param>
/// <param name="Line">The line where it begins.</param>
/// <param name="Entry">The fields that lead there: <c>resources.orders.get</c>; empty for the whole file.</param>
/// <param name="Goes">Whether it can be deleted with the route.</param>
/// <param name="StaysFor">What else needs it; empty where nothing does.</param>
internal sealed record CarriedEntry(string File, int Line, string Entry, bool Goes, IReadOnlyList<string> StaysFor);
