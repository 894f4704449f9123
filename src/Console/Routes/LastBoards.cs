using System.Collections.Concurrent;

namespace Hub.Console.Routes;

/// <summary>
/// Hands what a page was rendered from over to the live connection that begins a moment later, so that it need not be read twice
/// and nothing on the page jumps.
/// </summary>
/// <param name="time">The time.</param>
internal sealed class LastBoards(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private const int Most = 50;
    private readonly ConcurrentDictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <summary>Keeps a person's board for a moment.</summary>
    public void Put(string person, Board board)
    {
        foreach (var old in _boards.Where(b => time.GetUtcNow() - b.Value.At > Fresh))
            _boards.TryRemove(old);
        if (_boards.Count < Most)
            _boards[person] = board;
    }

    /// <summary>Returns a person's board; null where there is none of a moment ago.</summary>
    public Board? Take(string person) =>
        _boards.TryRemove(person, out var board) && time.GetUtcNow() - board.At < Fresh ? board : null;
}
