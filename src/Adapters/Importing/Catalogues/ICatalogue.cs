using Hub.ServiceKit.Storage;

namespace Hub.Importing.Catalogues;

/// <summary>
/// How one kind of database is asked what it has: the same questions with the same columns in each one's own words, and
/// what its types are in a plan.
/// </summary>
internal interface ICatalogue
{
    /// <summary>The statements Tables, Columns, Values, Keys, Indexed, Routines, Parameters and Results.</summary>
    SqlFile Sql { get; }

    /// <summary>Whether it has procedures and functions that a call by name reaches.</summary>
    bool HasRoutines { get; }

    /// <summary>The schema whose tables need not be named with it, or null.</summary>
    string? DefaultSchema { get; }

    /// <summary>The fault of a routine that refuses in words of its own, or null.</summary>
    string? Refusal => null;

    /// <summary>The plan's type for one of the database's, or null where there is none.</summary>
    string? TypeOf(string type);

    /// <summary>Whether values of a type can be compared and put in an order.</summary>
    bool Orders(string type) => true;
}
