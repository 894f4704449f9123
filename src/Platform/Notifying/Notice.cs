using System.Text.Json.Nodes;

namespace Hub.Platform.Notifying;

/// <summary>Something that has happened, for people who are not looking.</summary>
/// <param name="Kind">One of <see cref="Plan.NoticeKinds"/>.</param>
/// <param name="Id">Unique; a notice told again under its id is told once.</param>
/// <param name="Subject">What it is about: a route's id, an entity.</param>
/// <param name="Text">What people read, in a sentence or two: what has happened, and what to do.</param>
/// <param name="Data">The same for programs; no values of records, no secrets.</param>
public sealed record Notice(string Kind, string Id, string Subject, string Text, JsonObject? Data = null);
