using Hub.Sync.Tests.Bonds;

namespace Hub.Sync.Tests.Reconciling;

/// <summary>Changes of both sides in an order that a seed gives, and drift planted in records that were changed.</summary>
internal sealed class SeededChanges(Random random, ComparingSystem legacy, ComparingSystem @new, Func<int, string> atNew)
{
    private readonly Dictionary<int, string> _newKeys = Enumerable.Range(1, 20).ToDictionary(n => n, atNew);
    private readonly HashSet<int> _touched = [];
    private int _made;

    /// <summary>Does one thing to a record, on one side or on both at once.</summary>
    public void Step()
    {
        var record = random.Next(1, 21);
        var (legacyKey, newKey) = ($"L-{record}", _newKeys[record]);
        switch (random.Next(8))
        {
            case 0 or 1 when legacy.Read(legacyKey) is not null:
                legacy.Edit(legacyKey, $"{{'limit':{random.Next(5)}}}");
                _touched.Add(record);
                break;
            case 2 or 3 when @new.Read(newKey) is not null:
                @new.Edit(newKey, $"{{'note':'{random.Next(5)}'}}");
                _touched.Add(record);
                break;
            case 4 when legacy.Read(legacyKey) is not null && @new.Read(newKey) is not null:
                // In conflict, as often as not.
                legacy.Edit(legacyKey, $"{{'limit':{100 + random.Next(5)}}}");
                @new.Edit(newKey, $"{{'limit':{200 + random.Next(5)}}}");
                _touched.Add(record);
                break;
            case 5 when legacy.Read(legacyKey) is not null:
                // Refused by new, and parked.
                legacy.Edit(legacyKey, $"{{'limit':{901 + random.Next(5)}}}");
                _touched.Add(record);
                break;
            case 6 when legacy.Read(legacyKey) is not null && random.Next(3) == 0:
                legacy.Delete(legacyKey);
                _touched.Add(record);
                break;
            default:
                legacy.Make($"{{'limit':{random.Next(5)},'name':'made {++_made}'}}");
                break;
        }
    }

    /// <summary>Has some of the changed records written, or lost, past everything that tells of changes.</summary>
    public void Plant()
    {
        foreach (var record in _touched.Where(_ => random.Next(3) == 0))
        {
            var (side, key) = random.Next(2) == 0 ? (legacy, $"L-{record}") : (@new, _newKeys[record]);
            if (side.Read(key) is null)
                continue;
            if (random.Next(3) == 0)
                side.Lose(key);
            else
                side.Plant(key, $"{{'planted':{random.Next(3)}}}");
        }

        _touched.Clear();
    }
}
