namespace Hub.ServiceKit.Requests;

/// <summary>Where a reader stands in a document: <c>lines[2].quantity</c>; <c>$</c> for the document itself.</summary>
internal sealed class JsonPath
{
    private readonly Stack<Level> _levels = new();

    /// <summary>A member begins.</summary>
    /// <returns>False where its object has one of that name already.</returns>
    public bool Member(string name)
    {
        var level = _levels.Peek();
        level.Name = name;
        return (level.Names ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
    }

    /// <summary>A value of an array or object is there.</summary>
    public void Value()
    {
        if (_levels.TryPeek(out var within) && within.Index is { } index)
            within.Index = index + 1;
    }

    /// <summary>An array or object begins.</summary>
    public void Open(bool array)
    {
        Value();
        _levels.Push(new Level { Index = array ? -1 : null });
    }

    /// <summary>An array or object ends.</summary>
    public void Close() => _levels.Pop();

    public override string ToString() => string.Concat(_levels.Reverse().Select(l => l.Index switch
    {
        null => l.Name is null ? "" : $".{l.Name}",
        < 0 => "",
        { } index => $"[{index}]",
    })).TrimStart('.') is { Length: > 0 } path ? path : "$";

    private sealed class Level
    {
        public string? Name { get; set; }

        public HashSet<string>? Names { get; set; }

        public int? Index { get; set; }
    }
}
