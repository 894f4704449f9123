namespace Hub.Architecture.Tests;

/// <summary>How wide lines are, which .editorconfig says and no compiler holds.</summary>
public sealed class LineWidth
{
    // Folders, and what files' names begin with, whose lines are not wrapped yet. What is clean is taken out here.
    private static readonly string[] NotYet =
    [
        "tests/Adapters/Importing/",
        "tests/Adapters/Sql/",
        "tests/Adapters/Stubs/",
    ];

    [Theory]
    [InlineData("samples")]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_line_is_wider_than_editorconfig_says(string folder)
    {
        var wide =
            from source in Projects.Sources(folder)
            where !NotYet.Any(left => source.Path.StartsWith(left, StringComparison.Ordinal))
            from line in source.Text.Split('\n').Index()
            let width = line.Item.TrimEnd('\r').Length
            where width > Projects.WidestLine
            select $"{source.Path}:{line.Index + 1} is {width} wide";
        wide.ShouldBeEmpty();
    }
}
