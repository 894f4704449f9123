using System.Collections.Concurrent;
using Hub.Platform.Identity;

namespace Hub.Console.Routes;

/// <summary>
/// Keeps what each person was last shown for a moment: a page that is asked for beside a live one, and the live connection that
/// begins once a page is shown, need not read all of it again, and nothing on the page jumps.
/// </summary>
/// <param name="time">The time.</param>
internal sealed class LastBoards(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private const int Most = 50;
    private readonly ConcurrentDictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <summary>Keeps a person's board.</summary>
    public void Put(AccessGrant person, Board board)
    {
        foreach (var old in _boards.Where(b => time.GetUtcNow() - b.Value.At > Longest))
            _boards.TryRemove(old);
        if (_boards.Count < Most)
            _boards[KeyOf(person)] = board;
    }

    /// <summary>Returns a person's board, or null if none of that age is kept.</summary>
    public Board? Find(AccessGrant person, TimeSpan age) =>
        _boards.TryGetValue(KeyOf(person), out var board) && time.GetUtcNow() - board.At < age ? board : null;

    // Whoever has the same name and other rights has other things that wait.
    private static string KeyOf(AccessGrant person) => $"{person.Name} {person.Role} {string.Join(' ', person.Capabilities)}";
}
