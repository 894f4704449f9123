namespace Hub.Facade.Access;

/// <summary>
/// A side that the request's caller asks for by <c>X-Hub-Use: legacy|new</c>, with the hub's token that gives the right to
/// (<c>X-Hub-Token</c>). Both are taken off the request: no side ever sees them.
/// </summary>
/// <param name="Use">What was asked for.</param>
/// <param name="Token">The token; not checked yet, never logged.</param>
internal sealed record AskedSide(string Use, string Token);
