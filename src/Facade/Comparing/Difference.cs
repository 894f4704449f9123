namespace Hub.Facade.Comparing;

/// <summary>One way in which the new side's answer says something else than the legacy side's.</summary>
/// <param name="Path">
/// Where: <c>status</c>, <c>header Location</c>, <c>body</c>, or a place in JSON, with all entries of a list as one:
/// <c>lines[].unitPrice</c>.
/// </param>
/// <param name="What">What differs, without any value: <c>another number</c>, <c>only at legacy</c>.</param>
internal readonly record struct Difference(string Path, string What);
