namespace Hub.Architecture.Tests;

/// <summary>
/// A room stands on others and none of them on it. A room is a folder of a project with all in it; what lies in the project's
/// own folder is the hall, from which one comes into every room.
/// </summary>
public sealed class FolderCircles
{
    public static TheoryData<string> Products => [.. Projects.Under("src").Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Products))]
    public void Folders_of_a_project_refer_to_each_other_in_one_direction_only(string project)
    {
        var of = Projects.Named(project);
        FindCircle(Projects.FolderOf(of), SourceReferences.Of(of)).ShouldBeNull();
    }

    [Fact]
    public void A_circle_is_told_by_its_files_and_types() => FindCircle("src/A/",
    [
        new("src/A/Rooms/One.cs", "src/A/Halls/Two.cs", "Two"),
        new("src/A/Halls/Deeper/Three.cs", "src/A/Yards/Four.cs", "Four"),
        new("src/A/Yards/Four.cs", "src/A/Rooms/Five.cs", "Five"),
        new("src/A/Yards/Four.cs", "src/A/Cellars/Six.cs", "Six"),
    ]).ShouldBe(
        "src/A/Rooms/One.cs uses Two of src/A/Halls/Two.cs\n"
        + "src/A/Halls/Deeper/Three.cs uses Four of src/A/Yards/Four.cs\n"
        + "src/A/Yards/Four.cs uses Five of src/A/Rooms/Five.cs");

    [Fact]
    public void One_direction_is_no_circle_nor_is_the_hall() => FindCircle("src/A/",
    [
        new("src/A/Rooms/One.cs", "src/A/Halls/Two.cs", "Two"),
        new("src/A/Rooms/One.cs", "src/A/Rooms/Three.cs", "Three"),
        new("src/A/Front.cs", "src/A/Rooms/One.cs", "One"),
        new("src/A/Halls/Two.cs", "src/A/Front.cs", "Front"),
    ]).ShouldBeNull();

    /// <summary>Returns the references that make a circle of rooms, one a line; null where there is none.</summary>
    private static string? FindCircle(string folder, IReadOnlyCollection<SourceReference> references)
    {
        var from = references.Where(r => RoomOf(r.From) is { Length: > 0 } room && room != RoomOf(r.To))
            .ToLookup(r => RoomOf(r.From));
        var clear = new HashSet<string>();
        var found = from.Select(room => Find(room.Key, [])).FirstOrDefault(circle => circle is not null);
        return found is null ? null : string.Join('\n', found);

        List<SourceReference>? Find(string room, List<SourceReference> way)
        {
            if (way.FindIndex(r => RoomOf(r.From) == room) is >= 0 and var start)
                return way[start..];
            if (clear.Contains(room))
                return null;
            foreach (var reference in from[room].DistinctBy(r => RoomOf(r.To)))
                if (Find(RoomOf(reference.To), [.. way, reference]) is { } circle)
                    return circle;
            clear.Add(room);
            return null;
        }

        string RoomOf(string path) =>
            path.IndexOf('/', folder.Length) is > 0 and var end ? path[folder.Length..end] : "";
    }
}
